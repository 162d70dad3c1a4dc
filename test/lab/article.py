"""The article's machines: two balancers, two web servers and a client.

Every file is the article's own (test/data/article); each machine has private
layers over /etc, /usr and /var, so that /usr/local/nginx, /etc/keepalived and
`service keepalived restart` are its own.
"""

import re

from .laboratory import project_root
from .syslog import Syslog

DATA = project_root() / "test/data/article"
VIRTUAL_ADDRESS = "192.168.11.100"
INTERFACE = "enp0s3"
LAYERS = ("/etc", "/usr", "/var")
INIT_SCRIPT = "/etc/init.d/keepalived"
MONITOR_LOG = "/usr/local/ha_nginx/monitor.log"
NGINX = "/usr/local/nginx"


def text(name):
    return (DATA / name).read_text()


class Machine:
    """A node of the article with its nginx."""

    def __init__(self, lab, name, last_byte, binds=None):
        self.address = f"192.168.11.{last_byte}"
        self.node = lab.node(name, addresses=(self.address + "/24",), interface=INTERFACE,
                             binds=binds, layers=LAYERS)
        self.name = name
        self.namespace = self.node.namespace

    def install_nginx(self, config):
        """Debian's nginx, laid out as /usr/local/nginx."""
        self.namespace.write(f"{NGINX}/conf/nginx.conf", config)
        self.namespace.write(f"{NGINX}/html/index.html", self.address + "\n")
        self.namespace.run("sh", "-ec", f"""
cp /etc/nginx/mime.types {NGINX}/conf/
ln -sf {NGINX}/conf/nginx.conf /etc/nginx/nginx.conf
rm -rf /usr/share/nginx/html && ln -s {NGINX}/html /usr/share/nginx/html
""")

    def start_nginx(self):
        self.namespace.launch("nginx", "-c", f"{NGINX}/conf/nginx.conf")

    def stop_nginx(self):
        self.namespace.run("nginx", "-s", "stop")


class Balancer(Machine):
    """`daemon` is the outer path of the keepalived it runs, `init_script` of its service's."""

    def __init__(self, lab, name, last_byte, priority, daemon, init_script):
        super().__init__(lab, name, last_byte, binds={"/usr/sbin/keepalived": daemon})
        self.syslog = Syslog(self.namespace, lab.watch)
        self.install_nginx(text("nginx-balancer.conf"))
        config = re.sub(r"(?m)^(\s*priority) 200$", rf"\1 {priority}", text("keepalived.conf"))
        self.namespace.write("/etc/keepalived/keepalived.conf", config)
        self.namespace.write("/usr/local/ha_nginx/ha_nginx.sh", text("ha_nginx.sh"), mode=0o755)
        self.namespace.write("/etc/default/keepalived", "")
        self.namespace.write(INIT_SCRIPT, init_script.read_text(), mode=0o755)

    def words(self):
        """What its daemon has said so far."""
        return [text for _, text in self.syslog.lines]

    def service(self, action):
        self.namespace.launch("service", "keepalived", action)

    def monitor_log(self):
        """What the article's script wrote."""
        path = self.namespace.path(MONITOR_LOG)
        return path.read_text() if path.exists() else ""

    def close(self):
        self.syslog.close()


class Article:
    """All five machines, web servers and balancers started, keepalived not yet."""

    def __init__(self, lab, daemon, init_script):
        self.webs = [Machine(lab, f"web{byte}", byte) for byte in (13, 14)]
        for web in self.webs:
            web.install_nginx(text("nginx-web.conf"))
            web.start_nginx()
        self.a = Balancer(lab, "A", 10, 200, daemon, init_script)
        self.b = Balancer(lab, "B", 11, 100, daemon, init_script)
        for balancer in (self.a, self.b):
            balancer.start_nginx()
        self.client = lab.node("client", addresses=("192.168.11.50/24",), interface=INTERFACE)

    def start(self):
        for balancer in (self.a, self.b):
            balancer.service("start")

    def request(self):
        """One request to the virtual address: the address of the web server that answered, or ""."""
        return self.client.run("curl", "-s", "-m", "2", f"http://{VIRTUAL_ADDRESS}/", check=False).strip()

    def close(self):
        for balancer in (self.a, self.b):
            balancer.close()
