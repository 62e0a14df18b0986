"""Requests byte by byte, as no client would send them."""

import re
import socket

import contract


def answered(service, text: bytes, then_close: bool = True) -> bytes:
    """What comes back for bytes as they are; errors are held to the contract.

    @param then_close  say that nothing more comes
    """
    with service.connect() as connection:
        connection.sendall(text)
        if then_close:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while block := connection.recv(65536):
            answer += block
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head[9:12])
    if status >= 400:
        asked = re.match(rb"([A-Z]+) (/\S*) HTTP/1\.", text)
        method, path = (asked[1].decode(), asked[2].decode()) if asked else ("", "")
        lines = [line.split(": ", 1) for line in head.decode().splitlines()[1:]]
        headers = {name.lower(): value for name, value in lines}
        contract.check_response(method, path, status, headers, body)
    return answer
