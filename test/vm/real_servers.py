"""Real servers of every kind a check can look at, in one network namespace: nginx with and
without TLS, aiosmtpd, dnsmasq, and what needs no server. Each kind can fail and recover.

Server NUMBER has the address 127.0.1.NUMBER and belongs to the service 192.0.2.NUMBER.
"""

import dataclasses
import os
import signal
import socket
import subprocess
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from space import Space

PATIENCE = 180
WEB, TLS, MAIL, NAMES, PLAIN, DATAGRAMS = 8080, 8443, 2525, 5353, 8001, 8002
PAGE = "all is well\n"


@dataclasses.dataclass(frozen=True)
class Kind:
    """`check` is the block in the real server; `port` the server's."""

    name: str
    number: int
    port: int
    check: str
    address: str = ""

    @property
    def server(self):
        return self.address or f"127.0.1.{self.number}"


def url(*lines):
    return "url {\n" + "".join(f"   {line}\n" for line in lines) + "  }"


KINDS = tuple(Kind(name, number, port, check, *more) for number, (name, port, check, *more) in enumerate([
    ("TCP", PLAIN, "TCP_CHECK {\n %s\n }"),
    ("HTTP status", WEB, "HTTP_GET {\n %s\n " + url("path /page", "status_code 200") + "\n }"),
    ("HTTP digest", WEB, "HTTP_GET {\n %s\n " + url("path /changing", "digest SUM") + "\n }"),
    ("HTTP regex", WEB, "HTTP_GET {\n %s\n " + url("path /changing", 'regex "is well"', "regex_options caseless") + "\n }"),
    ("HTTP server gone", WEB + 1, "HTTP_GET {\n %s\n http_protocol 1.1\n " + url("path /page") + "\n }"),
    ("SSL status", TLS, "SSL_GET {\n %s\n " + url("path /page", "status_code 200") + "\n }"),
    ("SSL SNI", TLS, "SSL_GET {\n %s\n enable_sni\n virtualhost named.example\n " + url("path /changing", "digest SUM") + "\n }"),
    ("SMTP", MAIL, "SMTP_CHECK {\n %s\n helo_name checker.example\n }"),
    ("DNS", NAMES, "DNS_CHECK {\n %s\n type A\n name www.example\n }"),
    ("MISC", PLAIN + 10, 'MISC_CHECK {\n %s\n misc_path "FOLDER/misc one two"\n misc_timeout 20\n }'),
    ("UDP", DATAGRAMS, "UDP_CHECK {\n %s\n payload 68656c6c6f\n require_reply 776f72\n }"),
    ("PING", PLAIN + 11, "PING_CHECK {\n %s\n }", "10.99.0.1"),
    ("FILE", PLAIN + 12, "FILE_CHECK {\n track_file number\n weight 0\n }"),
    ("two checks", PLAIN, "TCP_CHECK {\n %s\n }\n HTTP_GET {\n %s\n connect_port 8080\n " + url("path /page") + "\n }"),
], start=1))

TIMES = "connect_timeout 15\n retry 1\n delay_before_retry 1\n delay_loop 1"


def configuration(folder):
    blocks = []
    for kind in KINDS:
        check = kind.check.replace("%s", TIMES).replace("FOLDER", str(folder)).replace("SUM", digest(folder))
        scripts = "".join(f' {event} "{folder}/told {event} {kind.number}"\n' for event in ("notify_up", "notify_down"))
        quorum = "".join(f' {event} "{folder}/told {event} {kind.number}"\n' for event in ("quorum_up", "quorum_down"))
        blocks.append(f"virtual_server 192.0.2.{kind.number} 80 {{\n lb_algo rr\n lb_kind NAT\n protocol TCP\n warmup 0\n{quorum}"
                      f" real_server {kind.server} {kind.port} {{\n{scripts} {check}\n }}\n}}\n")
    return (f"global_defs {{\n script_user root\n lvs_notify_fifo {folder}/fifo\n}}\n"
            f"track_file number {{\n file {folder}/number\n weight 1\n}}\n" + "".join(blocks))


def digest(folder):
    """Of the page, as genhash has it."""
    return subprocess.run(["md5sum", folder / "www/page"], stdout=subprocess.PIPE, text=True, check=True).stdout[:32]


NGINX = """
daemon off; master_process off; pid {0}/nginx.pid; error_log {0}/nginx.error;
events {{ worker_connections 256; }}
http {{
  access_log off; client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fast;
  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi; default_type text/plain;
  ssl_certificate {0}/cert.pem; ssl_certificate_key {0}/key.pem;
  {1}
}}
"""
SERVER = "server {{ listen {1}; server_name {2}; root {0}/{3}; }}\n"


def answer(server):
    """Says "world" to every datagram until the socket is shut down."""
    while True:
        try:
            data, sender = server.recvfrom(2048)
            if not data:
                return
            server.sendto(b"world", sender)
        except OSError:
            return


def close(listener):
    """So that a thread that waits for it wakes up."""
    try:
        listener.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    listener.close()


class Site:
    """The servers of one namespace; `folder` is where everything of theirs lies."""

    def __init__(self, folder):
        self.folder = folder
        self.space = Space(commands=["ip addr add 10.99.0.1/32 dev lo"])
        self.processes = {}
        self.sockets = []
        self.mail = None

    def start(self):
        self.space.ready()
        for name in ("www", "empty"):
            (self.folder / name).mkdir()
        (self.folder / "empty/changing").write_text("not this one\n")
        self.script("told", f'echo "$@" >>{self.folder}/scripts\n')
        self.script("misc", f'exit $(cat {self.folder}/status)\n')
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "1", "-subj", "/CN=test", "-keyout", self.folder / "key.pem", "-out",
                        self.folder / "cert.pem"], check=True, capture_output=True)
        self.web("nginx", SERVER.format(self.folder, WEB, "_", "www") +
                 SERVER.format(self.folder, f"{TLS} ssl default_server", "other.example", "empty")
                 .replace("root", "location = /page { root %s/www; } root" % self.folder) +
                 SERVER.format(self.folder, f"{TLS} ssl", "named.example", "www"))
        self.follow_fifo()
        self.recover()

    def script(self, name, text):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)

    def follow_fifo(self):
        os.mkfifo(self.folder / "fifo")
        self.run("cat", "sh", "-c", f"exec cat <>{self.folder}/fifo >{self.folder}/fifo_lines")

    def web(self, name, servers):
        config = self.folder / f"{name}.conf"
        config.write_text(NGINX.format(self.folder, servers).replace("nginx.pid", f"{name}.pid"))
        self.run(name, "nginx", "-c", str(config))

    def run(self, name, *command):
        with self.space.network():
            self.processes[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                                    stderr=subprocess.DEVNULL)

    def end(self, name):
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def listen(self, kind, address, port):
        with self.space.network():
            found = socket.socket(socket.AF_INET, kind)
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind((address, port))
        if kind == socket.SOCK_STREAM:
            found.listen(512)
        self.sockets.append(found)

    def recover(self):
        number = {kind.name: kind.server for kind in KINDS}
        for name in ("page", "changing"):
            self.put(f"www/{name}", PAGE)
        self.put("status", "0\n")
        self.put("number", "0\n")
        self.web("nginx2", SERVER.format(self.folder, WEB + 1, "_", "www"))
        with self.space.network():
            # Its thread begins where this one is.
            self.mail = Controller(Sink(), hostname=number["SMTP"], port=MAIL, ready_timeout=PATIENCE)
            self.mail.start()
        self.run("dns", "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--user=root",
                 f"--pid-file={self.folder}/dns.pid", f"--port={NAMES}", "--bind-interfaces",
                 f"--listen-address={number['DNS']}", "--address=/www.example/192.0.2.99")
        for name in ("TCP", "two checks"):
            self.listen(socket.SOCK_STREAM, number[name], PLAIN)
        self.listen(socket.SOCK_DGRAM, number["UDP"], DATAGRAMS)
        threading.Thread(target=answer, args=(self.sockets[-1],), daemon=True).start()
        with self.space.network():
            subprocess.run(["ip", "addr", "replace", "10.99.0.1/32", "dev", "lo"], check=True)
        self.wait_for("nginx2", "127.0.1.1", WEB + 1)

    def put(self, name, text):
        fresh = self.folder / f"{name}.fresh"
        fresh.write_text(text)
        fresh.rename(self.folder / name)

    def wait_for(self, name, address, port):
        """Until it accepts: what fails once more is not what is tested."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with self.space.network(), socket.socket() as client:
                if client.connect_ex((address, port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"{name} does not listen")

    def fail(self):
        (self.folder / "www/page").unlink()
        self.put("www/changing", "out of order\n")
        self.put("status", "3\n")
        self.put("number", "1\n")
        for name in ("nginx2", "dns"):
            self.end(name)
        self.mail.stop()
        while self.sockets:
            close(self.sockets.pop())
        with self.space.network():
            subprocess.run(["ip", "addr", "del", "10.99.0.1/32", "dev", "lo"], check=True)

    def stop(self):
        for name in list(self.processes):
            self.end(name)
        self.mail.stop()
        self.space.close()
