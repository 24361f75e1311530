"""Which files a unit may send as proof: told by their content, never by their name."""

import zipfile
from io import BytesIO

LIMIT_BYTES = 10 * 1024 * 1024
FILES_PER_ORDER = 20
UNPACKED_LIMIT_BYTES = 200 * 1024 * 1024
RATIO_LIMIT = 100
MEMBERS_LIMIT = 2_000
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAGIC = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"))
_PARTS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))


class FormRefusedError(ValueError):
    """A field is not taken; the text says why, in Chinese, to the person who sent it."""


class UploadRefusedError(FormRefusedError):
    """The file is not taken; the text says why, in Chinese, to the person who sent it."""


def kind_of(name: str, body: bytes) -> str:
    """Return the kind of a file.

    Args:
        name: as the person has it, for the message.
        body: whole.

    Raises:
        UploadRefusedError: it is empty, too large, of another kind, or a zip bomb.
    """
    if not body:
        raise UploadRefusedError(f"文件“{name}”是空的，请重新选择。")
    if len(body) > LIMIT_BYTES:
        raise UploadRefusedError(f"文件“{name}”超过10MB，请压缩或拆分后再上传。")
    for magic, kind in _MAGIC:
        if body.startswith(magic):
            return kind
    if body.startswith(b"PK"):
        return _office(name, body)
    raise UploadRefusedError(f"文件“{name}”的类型不受理，请上传PDF、PNG、JPG、DOCX或XLSX文件。")


def _office(name: str, body: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        raise UploadRefusedError(f"文件“{name}”已损坏，请重新导出后上传。") from error
    unpacked = sum(member.file_size for member in members)
    if (
        len(members) > MEMBERS_LIMIT
        or unpacked > UNPACKED_LIMIT_BYTES
        or unpacked > RATIO_LIMIT * len(body)
    ):
        raise UploadRefusedError(f"文件“{name}”解压后过大，请检查内容后重新导出。")
    names = {member.filename for member in members}
    if any(member.lower().endswith("vbaproject.bin") for member in names):
        raise UploadRefusedError(f"文件“{name}”含有宏，请另存为不含宏的文件。")
    for part, kind in _PARTS:
        if part in names:
            return kind
    raise UploadRefusedError(f"文件“{name}”的类型不受理，请上传PDF、PNG、JPG、DOCX或XLSX文件。")
