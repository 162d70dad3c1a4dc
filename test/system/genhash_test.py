"""genhash prints the digests keepalived's does, of real pages, plain and over TLS."""

import pytest

from lab.daemon import BINARY

CONFIG = """
pid /tmp/nginx.pid;
error_log /tmp/error.log;
worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  server { listen 127.0.0.1:8080; root /tmp; }
  server { listen 127.0.0.1:8443 ssl; root /tmp; ssl_certificate /tmp/c.pem; ssl_certificate_key /tmp/k.pem; }
}
"""

QUESTIONS = (
    "-s 127.0.0.1 -p 8080 -u /page",
    "-s 127.0.0.1 -p 8080 -u /page -P 1.1",
    "-s 127.0.0.1 -p 8080 -u /empty -P 1.0c",
    "-s 127.0.0.1 -p 8080 -u /missing",
    "-S -s 127.0.0.1 -p 8443 -u /page",
    "-S -I -V a.example -s 127.0.0.1 -p 8443 -u /page",
)


@pytest.fixture
def server(node):
    """The node with nginx on its loopback."""
    node.namespace.write("/tmp/page", "a page\n" * 5000)
    node.namespace.write("/tmp/empty", "")
    node.namespace.write("/tmp/nginx.conf", CONFIG)
    node.run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "/tmp/k.pem", "-out", "/tmp/c.pem",
             "-days", "2", "-subj", "/CN=a.example")
    node.namespace.launch("nginx", "-c", "/tmp/nginx.conf")
    yield node
    node.run("nginx", "-c", "/tmp/nginx.conf", "-s", "stop")


def ask(node, binary, question):
    done = node.run("sh", "-c", f"{binary} --genhash {question} 2>/dev/null; echo $?")
    return done.split()


@pytest.mark.parametrize("question", QUESTIONS)
def test_digests_are_keepalived_s(server, binaries, question):
    theirs = ask(server, binaries["keepalived"], question)
    assert ask(server, BINARY, question) == theirs
    assert len(theirs[0]) == 32
