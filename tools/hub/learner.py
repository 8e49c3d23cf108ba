"""A learner at a JupyterHub: logs in, opens a lesson, runs cells, as browsers do."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import websocket

WAIT = 300  # seconds for anything that a hub at work may take


class Shown(NamedTuple):
    """What came of running a cell."""

    text: str  # all that it printed and showed, as plain text
    error: str  # the name and words of the exception, if there was one


class Learner:
    """One who works at a hub.

    Parameters
    ----------
    address
        The hub's, for example ``"http://127.0.0.1:8000"``.
    name
        The user's.

    Examples
    --------
    >>> Learner("http://127.0.0.1:8000", "anna").home
    'http://127.0.0.1:8000/user/anna'
    """

    def __init__(self, address: str, name: str) -> None:
        self.address, self.name = address, name
        self.home = f"{address}/user/{name}"
        self.client = httpx.Client(follow_redirects=True, timeout=WAIT)
        self.kernel = ""
        self._socket: websocket.WebSocket | None = None

    def log_in(self, password: str) -> None:
        """Log in, which starts the learner's server, and wait until it answers.

        Raises
        ------
        PermissionError
            If the hub takes no such name or password.
        TimeoutError
            If the server does not come up.
        """
        page = self.client.get(f"{self.address}/hub/login")
        page.raise_for_status()
        data = {"username": self.name, "password": password}
        data["_xsrf"] = self._xsrf("/hub/")
        answer = self.client.post(f"{self.address}/hub/login?next=", data=data)
        if answer.status_code in (401, 403) or answer.url.path.endswith("/login"):
            raise PermissionError(f"the hub at {self.address} did not take {self.name}")
        self.start()

    def start(self) -> None:
        """Ask for the learner's server as the page does, and wait until it answers."""
        end = time.monotonic() + WAIT
        answer = self.client.get(f"{self.address}/hub/spawn")
        while time.monotonic() < end:
            answer = self.client.get(f"{self.home}/api/status")
            if answer.is_success and "kernels" in answer.text:
                return
            # Going to any page of the server asks for its own cookie.
            self.client.get(f"{self.home}/lab")
            time.sleep(1)
        raise TimeoutError(f"{self.name}'s server: {answer.status_code} {answer.url}")

    def stop(self) -> None:
        """Stop the learner's server, as the button in the hub's control panel does."""
        where = f"{self.address}/hub/api/users/{self.name}"
        headers = {
            "X-XSRFToken": self._xsrf("/hub/"),
            "Referer": f"{self.address}/hub/",
        }
        self.client.delete(f"{where}/server", headers=headers).raise_for_status()
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            if not self.client.get(where, headers=headers).json().get("servers"):
                return
            time.sleep(0.5)
        raise TimeoutError(f"{self.name}'s server does not stop")

    def open(self, path: str) -> dict[str, Any]:
        """Open a notebook's page, start its kernel, and return the notebook."""
        self.client.get(f"{self.home}/lab/tree/{path}").raise_for_status()
        answer = self.client.get(f"{self.home}/api/contents/{path}?content=1")
        answer.raise_for_status()
        notebook: dict[str, Any] = answer.json()["content"]
        new = {
            "path": path,
            "name": path,
            "type": "notebook",
            "kernel": {"name": "python3"},
        }
        session = self._send("POST", "/api/sessions", new)
        self.kernel = session["kernel"]["id"]
        address = f"{self.home}/api/kernels/{self.kernel}/channels"
        cookies = [f"{c.name}={c.value}" for c in self._cookies()]
        self._socket = websocket.create_connection(
            address.replace("http", "ws", 1), cookie="; ".join(cookies), timeout=WAIT
        )
        return notebook

    def save(self, path: str, notebook: dict[str, Any]) -> None:
        """Save a notebook as its page does."""
        model = {"type": "notebook", "format": "json", "content": notebook}
        self._send("PUT", f"/api/contents/{path}", model)

    def run(self, source: str) -> Shown:
        """Run a cell in the kernel of the notebook that is open.

        Raises
        ------
        RuntimeError
            If no notebook is open.
        """
        if self._socket is None:
            raise RuntimeError(f"{self.name} has opened no notebook")
        request = _execute_request(source)
        self._socket.send(json.dumps(request))
        texts, error, waiting = [], "", {"reply", "idle"}
        while waiting:
            message = json.loads(self._socket.recv())
            if message["parent_header"].get("msg_id") != request["header"]["msg_id"]:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                texts.append(content["text"])
            elif kind in ("display_data", "execute_result"):
                texts.append(content["data"].get("text/plain", "") + "\n")
            elif kind == "error":
                error = f"{content['ename']}: {content['evalue']}"
            elif kind == "execute_reply":
                waiting.discard("reply")
            elif kind == "status" and content["execution_state"] == "idle":
                waiting.discard("idle")
        return Shown("".join(texts), error)

    def close(self) -> None:
        """End the kernel of the notebook that is open."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._send("DELETE", f"/api/kernels/{self.kernel}")

    def _send(self, method: str, path: str, model: Any = None) -> Any:
        headers = {"X-XSRFToken": self._xsrf(f"/user/{self.name}/")}
        address = f"{self.home}{path}"
        answer = self.client.request(method, address, json=model, headers=headers)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def _cookies(self) -> list[Any]:
        """Return the cookies that a browser would send to the learner's server."""
        host = urlsplit(self.address).hostname or ""
        paths = "/", f"/user/{self.name}/"
        return [c for c in self.client.cookies.jar if c.path in paths and host]

    def _xsrf(self, path: str) -> str:
        found = [
            c.value
            for c in self.client.cookies.jar
            if c.name == "_xsrf" and c.path == path
        ]
        return (found or [""])[0] or ""


def _execute_request(source: str) -> dict[str, Any]:
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "username": "",
        "session": uuid.uuid4().hex,
        "version": "5.3",
        "date": "",
    }
    content = {"code": source, "silent": False, "store_history": True}
    content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    return {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
    }
