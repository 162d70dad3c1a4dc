"""Commands in a small virtual machine with Debian's kernel: for what the host's kernel
lacks (IPVS, a systemd of our own).

Everything needed is fetched from Debian once (`apt-get download`, nothing is installed)
into CACHE. The guest sees its root read-only under an overlay in memory, so that whatever
a command changes is gone afterwards, but for the shared folder. There is no network
device but lo. KVM is used where it can boot this kernel, else emulation: slow, and timers
run late, so compare within one run and wait for events.
"""

import contextlib
import fcntl
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import zlib

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "sempervivum-vm"
QEMU = "qemu-system-x86_64"
ACCELERATORS = {
    "kvm": ("-accel", "kvm", "-cpu", "host"),
    "tcg": ("-accel", "tcg,thread=multi,tb-size=512", "-cpu", "max,la57=off"),
}
MACHINE = ("-nodefaults", "-no-user-config", "-display", "none", "-nic", "none", "-no-reboot", "-device", "virtio-rng-pci")
KERNEL_LINE = ("console=ttyS0", "panic=-1", "oops=panic", "mitigations=off", "nokaslr", "no_timer_check",
               "random.trust_cpu=on", "rcupdate.rcu_expedited=1", "loglevel=5")
# On the way from the initramfs to the root.
FIRST_MODULES = ("virtio_pci", "virtio_console", "virtio_rng", "9pnet_virtio", "9p", "overlay")
# Of the kernel's modules: what tests of a network daemon can ask for.
MODULE_FOLDERS = ("net", "lib", "crypto", "arch", "fs/9p", "fs/netfs", "fs/fscache", "fs/overlayfs", "fs/nls",
                  "drivers/net", "drivers/virtio", "drivers/char", "drivers/block", "drivers/vhost")
ROOT_PACKAGES = ("systemd", "systemd-sysv", "init-system-helpers", "dbus", "iproute2", "procps", "kmod", "curl",
                 "nginx-light", "psmisc", "netbase", "libstdc++6", "python3-minimal")
SUITE = "bookworm"
PROBE_LIMIT = 15
XZ_MAGIC = b"\xfd7zXZ\x00"
EXIT_SKIPPED, EXIT_TIMEOUT, EXIT_BROKEN = 77, 124, 125


class Broken(Exception):
    """The machine could not be made or did not last; its last words are the message."""


class Unavailable(Broken):
    """What the machine is made of cannot be had here."""


def output_of(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


@contextlib.contextmanager
def obtaining(what):
    """What fails in it makes the machine unavailable, and says why in one line."""
    try:
        yield
    except (subprocess.CalledProcessError, OSError, StopIteration) as error:
        said = getattr(error, "stderr", None) or str(error)
        said = said.decode(errors="replace") if isinstance(said, bytes) else said
        raise Unavailable(f"no {what}: {' '.join(said.split()[-30:])}") from error


def fetch(folder, *packages):
    """Downloads packages; refreshes the lists if they are missing or old. Raises Unavailable."""
    apt = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", "-o", "Acquire::http::Timeout=20"]
    command = [*apt, "download", *packages]
    if subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0:
        return
    with obtaining(" ".join(packages)):
        subprocess.run([*apt, "update"], check=True, capture_output=True)
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


@contextlib.contextmanager
def made_once(place):
    """Yields a folder to fill, or None when `place` is there; moves it into place when complete."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if place.exists():
            yield None
            return
        fresh = pathlib.Path(tempfile.mkdtemp(dir=CACHE))
        try:
            yield fresh
            fresh.chmod(0o755)
            fresh.rename(place)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def kernel():
    """A folder with vmlinux, lib/modules and a static busybox."""
    place = CACHE / "kernel"
    with obtaining("kernel"), made_once(place) as folder:
        if folder:
            make_kernel(folder)
    return place


def make_kernel(folder):
    print("fetching Debian's kernel, once (70 MB)", flush=True)
    fetch(folder, "linux-image-amd64", "busybox-static")
    fetch(folder, output_of("dpkg-deb", "-f", next(folder.glob("linux-*.deb")), "Depends").split()[0])
    for archive in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", archive, folder / "all"], check=True)
        archive.unlink()
    version = next((folder / "all/lib/modules").iterdir()).name
    modules = folder / "lib/modules" / version
    modules.mkdir(parents=True)
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(folder / "all/lib/modules" / version / name, modules)
    for name in MODULE_FOLDERS:
        source = folder / "all/lib/modules" / version / "kernel" / name
        if source.is_dir():
            shutil.copytree(source, modules / "kernel" / name, ignore=shutil.ignore_patterns("wireless", "ethernet"))
    subprocess.run(["depmod", "-b", folder, version], check=True, capture_output=True)
    shutil.copy(folder / "all/bin/busybox", folder / "busybox")
    (folder / "vmlinux").write_bytes(unpacked(next((folder / "all/boot").glob("vmlinuz*"))))
    shutil.rmtree(folder / "all")


def unpacked(image):
    """A kernel that need not unpack itself boots three seconds sooner when it is emulated."""
    packed = image.read_bytes()
    at = packed.find(XZ_MAGIC)
    if at < 0:
        return packed
    # xz complains of what follows the compressed part.
    plain = subprocess.run(["xz", "-dqc"], input=packed[at:], capture_output=True, check=False).stdout
    return plain if plain.startswith(b"\x7fELF") else packed


def initramfs():
    """busybox, guest_init and the first modules in the order they load."""
    source = kernel()
    place = CACHE / f"initramfs-{zlib.crc32((HERE / 'guest_init').read_bytes()):x}"
    with obtaining("initramfs"), made_once(place) as folder:
        if folder:
            make_initramfs(source, folder)
    return place / "image"


def make_initramfs(source, folder):
    root = folder / "root"
    (root / "bin").mkdir(parents=True)
    (root / "modules").mkdir()
    shutil.copy(source / "busybox", root / "bin/busybox")
    shutil.copy(HERE / "guest_init", root / "init")
    (root / "init").chmod(0o755)
    version = next((source / "lib/modules").iterdir()).name
    order = []
    for module in FIRST_MODULES:
        for line in output_of("modprobe", "-d", source, "-S", version, "--show-depends", module).splitlines():
            kind, *path = line.split()
            if kind == "insmod" and path[0] not in order:
                order.append(path[0])
                shutil.copy(path[0], root / "modules")
    (root / "modules/order").write_text("".join(f"{pathlib.Path(path).name}\n" for path in order))
    names = output_of("find", ".", cwd=root)
    archive = subprocess.run([source / "busybox", "cpio", "-o", "-H", "newc"], input=names.encode(), cwd=root,
                             capture_output=True, check=True).stdout
    (folder / "image").write_bytes(archive)
    shutil.rmtree(root)


def debian_root(extra=()):
    """A minimal Debian with systemd and these packages besides; one for each set."""
    packages = sorted({*ROOT_PACKAGES, *extra})
    place = CACHE / f"root-{SUITE}-{hash_of(packages):x}"
    with obtaining("Debian root"), made_once(place) as folder:
        if folder:
            print("building a Debian root, once (75 MB)", flush=True)
            make_root(folder, packages)
    return place


def hash_of(words):
    return zlib.crc32(" ".join(words).encode())


def make_root(folder, packages):
    tool = pathlib.Path(tempfile.mkdtemp(dir=CACHE))
    try:
        fetch(tool, "mmdebstrap")
        subprocess.run(["dpkg-deb", "-x", next(tool.glob("*.deb")), tool], check=True)
        exclude = [f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("man", "locale", "doc")]
        subprocess.run(
            ["mmdebstrap", "--quiet", "--mode=root", "--variant=minbase", f"--include={','.join(packages)}", *exclude,
             "--customize-hook=echo 11111111111111111111111111111111 >$1/etc/machine-id; echo vm >$1/etc/hostname",
             SUITE, folder],
            check=True, capture_output=True, env={**os.environ, "PATH": f"{tool}/usr/bin:{os.environ['PATH']}"})
    finally:
        shutil.rmtree(tool)


def package(name):
    """Debian's package of that name, as a file."""
    place = CACHE / f"package-{name}"
    with obtaining(name), made_once(place) as folder:
        if folder:
            fetch(folder, name)
    return next(place.glob("*.deb"))


def require_qemu():
    if not shutil.which(QEMU):
        raise Unavailable(f"{QEMU} is not installed (Debian: qemu-system-x86)")


def accelerator():
    """KVM may be there and still not boot a stock kernel: tried once per boot of the host."""
    boot = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    known = CACHE / f"accelerator.{boot}"
    if not known.exists():
        known.write_text("kvm" if os.access("/dev/kvm", os.W_OK) and boots_under_kvm() else "tcg")
    return known.read_text()


def boots_under_kvm():
    command = [QEMU, *ACCELERATORS["kvm"], *MACHINE, "-m", "512", "-serial", "stdio", "-kernel", kernel() / "vmlinux",
               "-initrd", initramfs(), "-append", "console=ttyS0 panic=-1 vm.probe"]
    with contextlib.suppress(subprocess.TimeoutExpired):
        said = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_LIMIT, check=False)
        return b"vm-probe-ok" in said.stdout
    return False


def shared(tag, path, *, writable):
    path = str(path).replace(",", ",,")
    mode = "" if writable else ",readonly=on"
    return ("-virtfs", f"local,security_model=passthrough,multidevs=remap,mount_tag={tag},path={path}{mode}")


def boot(root, command, *, share=None, systemd=False, memory=1024, limit=300):
    """Runs a shell command line as root in a new machine and passes its output on;
    returns its exit status, EXIT_TIMEOUT, or raises Broken."""
    require_qemu()
    with tempfile.TemporaryDirectory() as job:
        job = pathlib.Path(job)
        guest = job / "guest"
        guest.mkdir()
        (guest / "command").write_text(command + "\n")
        (guest / "share").write_text(str(share or ""))
        shutil.copy(HERE / "guest_runner", guest / "runner")
        return run_machine(job, machine_command(job, root, share, systemd, memory), limit)


def machine_command(job, root, share, systemd, memory):
    accelerated = accelerator()
    line = [*KERNEL_LINE, *(["vm.systemd", "systemd.getty_auto=no", "systemd.wants=vm-command.service"] if systemd else [])]
    if accelerated == "tcg":
        line.append("pci=noacpi")
    shares = [shared("root", root, writable=False), shared("modules", kernel() / "lib/modules", writable=False),
              shared("job", job / "guest", writable=True)]
    if share:
        shares.append(shared("share", share, writable=True))
    return [QEMU, *ACCELERATORS[accelerated], *MACHINE, "-m", str(memory), "-smp", "2", "-kernel", kernel() / "vmlinux",
            "-initrd", initramfs(), "-append", " ".join(line), "-serial", f"file:{job}/kernel.log",
            "-device", "virtio-serial", "-chardev", "stdio,id=out,signal=off", "-device", "virtserialport,chardev=out,nr=1",
            *(word for one in shares for word in one)]


def run_machine(job, command, limit):
    with (job / "qemu.log").open("w") as errors:
        # An end of its input would close the guest's way out as well.
        qemu = subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stderr=errors)
    try:
        qemu.wait(limit)
    except subprocess.TimeoutExpired:
        print(last_words(job), file=sys.stderr)
        return EXIT_TIMEOUT
    finally:
        qemu.kill()
        qemu.wait()
    status = job / "guest/status"
    if not status.is_file():
        raise Broken(last_words(job))
    return int(status.read_text())


def last_words(job):
    kernel_log = (job / "kernel.log").read_text(errors="replace").splitlines()
    return "\n".join([*kernel_log[-60:], (job / "qemu.log").read_text()])


def command_line(words, folder):
    return f"cd {shlex.quote(str(folder))} && exec {shlex.join(words)}"
