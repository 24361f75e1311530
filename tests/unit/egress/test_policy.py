from ipaddress import ip_network
from pathlib import Path

import pytest

from shared.egress.policy import InternalTarget, InternalTargetsError, load_internal_targets


def test_each_line_is_one_target(tmp_path: Path) -> None:
    path = tmp_path / "internal.txt"
    path.write_text(
        "\ufeff# our intranet\n\nOA.example.gov.cn. 10.1.0.0/16 80,8080 # office\n"
        "三亚.cn 10.2.0.0/16 443\n10.3.0.1 10.3.0.1/32 80\n[fd01::1] fd01::/64 80\n",
        encoding="utf-8",
    )

    targets = load_internal_targets(path)

    assert [target.host for target in targets] == [
        "oa.example.gov.cn",
        "xn--ehqrn.cn",
        "10.3.0.1",
        "fd01::1",
    ]
    assert targets[0] == InternalTarget(
        "oa.example.gov.cn",
        (ip_network("10.1.0.0/16"),),
        frozenset({80, 8080}),
        f"{path}:3: OA.example.gov.cn. 10.1.0.0/16 80,8080",
    )


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ("oa.test 10.0.0.0/8", "host cidr port"),
        ("oa.test 10.0.0.0/8 80 443", "host cidr port"),
        ("oa.test 10.0.0.1/8 80", "write 10.0.0.0/8"),
        ("oa.test 10.0.0.1 80", "write 10.0.0.1/32"),
        ("oa.test ten 80", "10.1.0.0/16"),
        ("oa.test 0.0.0.0/0 80", "whole internet"),
        ("oa.test 10.0.0.0/8 0", "1 to 65535"),
        ("oa.test 10.0.0.0/8 80,", "1 to 65535"),
        ("oa.test 10.0.0.0/8 ８０", "1 to 65535"),
        ("*.test 10.0.0.0/8 80", "plain name"),
        ("http://oa.test 10.0.0.0/8 80", "plain name"),
        ("127.1 10.0.0.0/8 80", "plain name"),
        ("a@b 10.0.0.0/8 80", "plain name"),
    ],
)
def test_an_error_names_file_line_and_mend(tmp_path: Path, line: str, mend: str) -> None:
    path = tmp_path / "internal.txt"
    path.write_text(f"# first\n{line}\n", encoding="utf-8")

    with pytest.raises(InternalTargetsError) as error:
        load_internal_targets(path)

    assert str(error.value).startswith(f"{path}:2: ")
    assert mend in str(error.value)


def test_a_file_in_another_charset_is_named(tmp_path: Path) -> None:
    path = tmp_path / "internal.txt"
    path.write_bytes("# 内网".encode("gb18030"))

    with pytest.raises(InternalTargetsError, match="save it as UTF-8"):
        load_internal_targets(path)


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(
        InternalTargetsError, match=r"internal\.txt: No such file.*correct the setting"
    ):
        load_internal_targets(tmp_path / "internal.txt")
