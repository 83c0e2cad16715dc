"""How uploads are received: straight to disk, only from whoever may import, and never more than the limit.

It stands for every address of the site, because a form is parsed before its view is asked (to check the token against
forgery). Django's own handlers take files of any size from anybody, at any address that accepts a form.
"""

import errno
import shutil
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.template.defaultfilters import filesizeformat

from config.private_files import give_to_owner_of, make_folder

UNFINISHED = ".unfinished"
"""The ending of a file that is still being received, or of which the receiver was killed."""


KEPT_FREE = 512 << 20
"""Bytes: the database writes what is read of the files, often on the same disk."""


class ReceivedFile(UploadedFile):
    """A file that lies among the uploads, for its owner alone, until it is moved or closed."""

    def __init__(self, name: str, **told: Any) -> None:
        make_folder(settings.UPLOADS_DIR)
        # Closed with the request, by Django, if no view has taken it.
        file = tempfile.NamedTemporaryFile(suffix=UNFINISHED, dir=settings.UPLOADS_DIR)  # noqa: SIM115
        give_to_owner_of(settings.UPLOADS_DIR, file.fileno())
        self.path = Path(file.name)
        super().__init__(file, name, **told)

    def close(self) -> None:
        try:
            super().close()
        except FileNotFoundError:
            """It was moved to where it is kept."""


class GuardedUploadHandler(FileUploadHandler):
    """Writes to disk what may come in. The rest is read past, and `refusal` says why.

    `was_asked` tells whether there was any file: a form that can hold one may come without.
    """

    refusal = ""
    was_asked = False
    file: ReceivedFile

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.has_perm("registry.add_registerrun"):
            self.refusal = "Your account may not upload files."
            return
        needed, free = content_length + KEPT_FREE, _free()
        if content_length > settings.UPLOAD_MOST_BYTES:
            most = filesizeformat(settings.UPLOAD_MOST_BYTES)
            self.refusal = (
                f"These are {filesizeformat(content_length)}; at most {most} can be uploaded at once. "
                "Pack the files into a zip, or have them put into the folder of registers."
            )
        elif needed > free:
            self.refusal = (
                f"The server's disk has too little space: {filesizeformat(needed)} are needed (the files, and "
                f"{filesizeformat(KEPT_FREE)} that stay free for the database), {filesizeformat(free)} are free. "
                "Have the operator make room, and hand the files over again."
            )

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.was_asked = True
        if self.refusal:
            raise SkipFile
        super().new_file(*args, **kwargs)
        self.file = ReceivedFile(
            str(self.file_name), content_type=self.content_type, charset=self.charset
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            self.file.write(raw_data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self.refusal = (
                f"The server's disk became full while the files came in; {filesizeformat(_free())} are free. "
                "Have the operator make room, and hand the files over again."
            )
            self.file.close()
            raise SkipFile from error

    def file_complete(self, file_size: int) -> ReceivedFile:
        self.file.flush()
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):
            self.file.close()


def _free() -> int:
    """Bytes on the disk of the uploads; their folder may not be there yet."""
    folder = settings.UPLOADS_DIR
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
