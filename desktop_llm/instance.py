"""One window for each data folder: the second launch raises the first, or says that it can only read.

Part of the composition root (`app.py`), kept apart because it is about this computer, not about the window.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

REPLY_MS = 1500


class Instance(QObject):
    """Holds the lock of a data folder while this program runs.

    Signals:
        raise_requested: A second launch asks for this window.
        paths_received: Files that the second launch was given.
    """

    raise_requested = Signal()
    paths_received = Signal(list)

    def __init__(self, home: Path) -> None:
        super().__init__()
        home.mkdir(parents=True, exist_ok=True)
        self._name = "desktop-llm-" + hashlib.sha256(str(home).encode()).hexdigest()[:16]
        self._lock = QLockFile(str(home / "instance.lock"))
        self._lock.setStaleLockTime(0)  # a lock is stale only when its process is gone
        self.is_first = self._lock.tryLock(0)
        self._server: QLocalServer | None = None
        if self.is_first:
            QLocalServer.removeServer(self._name)
            self._server = QLocalServer(self)
            self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
            self._server.newConnection.connect(self._on_server_new_connection)
            self._server.listen(self._name)

    def raise_first(self, paths: list[str]) -> bool:
        """Ask the first instance to come to the front; False when it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(REPLY_MS):
            return False
        socket.write("\0".join(["raise", *paths]).encode())
        socket.waitForBytesWritten(REPLY_MS)
        answered = socket.waitForReadyRead(REPLY_MS)
        socket.disconnectFromServer()
        return answered

    def close(self) -> None:
        """Let the next launch be the first."""
        if self._server is not None:
            self._server.close()
        if self.is_first:
            self._lock.unlock()

    @Slot()
    def _on_server_new_connection(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._read(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _read(self, socket: QLocalSocket) -> None:
        parts = bytes(socket.readAll().data()).decode(errors="replace").split("\0")
        if parts[0] != "raise":
            return
        socket.write(b"ok")
        socket.flush()
        self.raise_requested.emit()
        if len(parts) > 1:
            self.paths_received.emit(parts[1:])
