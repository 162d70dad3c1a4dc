"""A mail server as small as can be: takes every mail, or stops answering at some point."""

import dataclasses
import socket


@dataclasses.dataclass
class Mail:
    """`envelope` are the commands before DATA; `lines` the message, headers and body."""

    envelope: list
    lines: list


class MailServer:
    """Listens in the node's network; `mails` in the order of their end. With `mute` it
    accepts connections and never says a word; `refused` recipients get a 550."""

    def __init__(self, namespace, watch, port=2525, mute=False, refused=()):
        self.mails = []
        self.connections = 0
        self._watch, self._mute, self._refused = watch, mute, refused
        with namespace.network():
            self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen(64)
        self._open = []
        watch.add(self._socket, self._accept)

    def subjects(self):
        return [line[len("Subject: "):] for mail in self.mails for line in mail.lines if line.startswith("Subject: ")]

    def wait_mails(self, count, within=10):
        self._watch.until(lambda: len(self.mails) >= count, within, f"{count} mails, not {self.subjects()}")

    def close(self):
        for connection in self._open:
            connection.close()
        self._watch.remove(self._socket)
        self._socket.close()

    def _accept(self):
        connection, _ = self._socket.accept()
        connection.setblocking(False)
        self.connections += 1
        self._open.append(connection)
        if self._mute:
            return True
        connection.sendall(b"220-welcome\r\n220 here\r\n")
        dialog = Dialog(connection, self)
        self._watch.add(connection, dialog.read)
        return True


class Dialog:
    """One connection."""

    def __init__(self, connection, server):
        self._connection, self._server = connection, server
        self._rest = b""
        self._mail = Mail([], [])
        self._in_message = False

    def read(self):
        try:
            data = self._connection.recv(65536)
        except ConnectionResetError:
            return False
        *lines, self._rest = (self._rest + data).split(b"\r\n")
        for line in lines:
            self._take(line.decode())
        return bool(data)

    def _take(self, line):
        if not self._in_message:
            return self._command(line)
        if line != ".":
            return self._mail.lines.append(line)
        self._in_message = False
        self._server.mails.append(self._mail)
        return self._say("250 taken")

    def _command(self, line):
        if line == "QUIT":
            return self._say("221 bye")
        if line == "DATA":
            self._in_message = True
            return self._say("354 go on")
        self._mail.envelope.append(line)
        refused = any(name in line for name in self._server._refused)
        return self._say("550 no such user" if refused else "250 fine")

    def _say(self, answer):
        self._connection.sendall(answer.encode() + b"\r\n")
