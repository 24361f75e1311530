"""What an error looks like: RFC 9457, in Chinese or English, with how to mend it. Pure."""

from typing import Any, NamedTuple

import orjson
from fastapi.responses import Response

from shared.masking import mask_text
from shared.translation import chinese

PROBLEM_TYPE = "application/problem+json"


class Text(NamedTuple):
    """One kind of problem in words."""

    status: int
    zh: str
    en: str
    mend_zh: str
    mend_en: str


KINDS = {
    "unauthorized": Text(
        401,
        "缺少有效令牌",
        "no valid token",
        "在 Authorization 头中携带 Bearer 令牌；令牌由 xuncha token add 签发。",
        "send Authorization: Bearer <token>; `xuncha token add` issues one",
    ),
    "forbidden": Text(
        403,
        "令牌没有此权限",
        "the token lacks the scope",
        "请签发带有该权限的令牌：xuncha token add 名称 --scope 权限。",
        "issue a token with that scope: `xuncha token add NAME --scope SCOPE`",
    ),
    "not_found": Text(
        404,
        "没有这个资源",
        "no such resource",
        "核对编号或地址；可先查询列表。",
        "check the id or the path; the lists show what there is",
    ),
    "not_allowed": Text(
        405,
        "不支持该方法",
        "method not allowed",
        "该地址支持的方法见 /api/v1/openapi.json。",
        "see /api/v1/openapi.json for what the path takes",
    ),
    "conflict": Text(
        409,
        "记录刚被他人修改",
        "somebody changed the record first",
        "重新读取后再提交。",
        "read it again, decide again",
    ),
    "refused": Text(
        409,
        "按目前状态不允许",
        "not allowed as things stand",
        "按说明处理后再试。",
        "do what the detail says, then try again",
    ),
    "consequences": Text(
        409,
        "该结论已产生后果，未作更改",
        "orders or frozen reports rest on the confirmation; nothing was changed",
        "阅读 errors 中列出的后果；确认无误后加 consequences_accepted: true 重新提交。",
        "read the consequences in errors, then send it again with consequences_accepted: true",
    ),
    "precondition": Text(
        412,
        "版本不符",
        "the version has changed",
        "重新读取，取得新的 ETag 后再提交。",
        "read it again for its new ETag, decide again",
    ),
    "too_large": Text(
        413,
        "提交的内容过大",
        "the body is too large",
        "请拆分后分次提交。",
        "split it and send the parts one by one",
    ),
    "invalid": Text(
        422,
        "请求内容不正确",
        "the request is not valid",
        "按 errors 中的位置逐项更正。",
        "correct what errors names",
    ),
    "bad_rows": Text(
        422,
        "文件中有不合要求的行，未导入任何数据",
        "bad rows: nothing was imported",
        "按 errors 中的行号逐行更正后重新导入，或加 skip_bad=true 只导入合格的行。",
        "mend the rows that errors names and send the file again, or add skip_bad=true",
    ),
    "too_many": Text(
        429,
        "无效令牌尝试过多",
        "too many wrong tokens",
        "一分钟后再试，并检查令牌。",
        "wait a minute, and check the token",
    ),
    "failed": Text(
        500,
        "服务内部错误",
        "internal error",
        "请查看 reporter 日志。",
        "see the reporter's log",
    ),
    "unavailable": Text(
        503,
        "有关服务暂不可用",
        "the owner does not answer",
        "稍后重试，重复提交不会重复生效。",
        "try again later; a repeat takes no second effect",
    ),
}
_RETRY_SECONDS = {"too_many": "60", "unavailable": "5"}


class Problem(Exception):  # noqa: N818 - an answer, not a fault
    """An answer that is an error.

    Args:
        code: one of `KINDS`.
        detail: what is wrong, where.
        errors: the faulty places, each with `where` and `what`.
    """

    def __init__(
        self, code: str, detail: str = "", errors: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = errors or []


def problem(error: Problem, path: str, languages: str) -> Response:
    """Write a problem as an answer; a personal value that the request holds is not repeated.

    Args:
        error: what is wrong.
        path: of the request.
        languages: its `Accept-Language`; Chinese unless it begins with English.
    """
    kind = KINDS[error.code]
    english = languages.strip().lower().startswith("en")
    body: dict[str, Any] = {
        "type": f"urn:xuncha:problem:{error.code}",
        "title": kind.en if english else kind.zh,
        "status": kind.status,
        "detail": _said(error.detail, english) or (kind.en if english else kind.zh),
        "instance": mask_text(path),
        "mend": kind.mend_en if english else kind.mend_zh,
    }
    if error.errors:
        body["errors"] = [
            {"where": mask_text(one["where"]), "what": _said(one["what"], english)}
            for one in error.errors
        ]
    headers = {}
    if error.code in _RETRY_SECONDS:
        headers["retry-after"] = _RETRY_SECONDS[error.code]
    if error.code == "unauthorized":
        headers["www-authenticate"] = 'Bearer realm="xuncha"'
    return Response(orjson.dumps(body), kind.status, headers, PROBLEM_TYPE)


def _said(text: str, english: bool) -> str:
    return mask_text(text if english else chinese(text))
