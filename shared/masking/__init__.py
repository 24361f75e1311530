"""Personal values in any string: find them, mask them, check their check digits."""

from shared.masking.checks import (
    is_luhn,
    is_resident_id,
    is_uscc,
    luhn_check,
    resident_id_check,
    uscc_check,
)
from shared.masking.find import find_personal
from shared.masking.homes import find_addresses, on_a_street
from shared.masking.kinds import PersonalKind, PersonalSpan
from shared.masking.labelled import passport_shaped
from shared.masking.mask import mask_text, mask_value

__all__ = [
    "PersonalKind",
    "PersonalSpan",
    "find_addresses",
    "find_personal",
    "is_luhn",
    "is_resident_id",
    "is_uscc",
    "luhn_check",
    "mask_text",
    "mask_value",
    "on_a_street",
    "passport_shaped",
    "resident_id_check",
    "uscc_check",
]
