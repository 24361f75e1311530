"""Options that many commands have, with what `--help` says of them."""

from typing import Annotated

from cyclopts import Parameter

Id = Annotated[str, Parameter(help="Its id, or any unambiguous beginning of it.")]
Actor = Annotated[str, Parameter(help="Who did it; default the user of this machine.")]
Note = Annotated[str, Parameter(help="Kept in the history and shown to the unit.")]
Via = Annotated[str, Parameter(help="How the unit told us: paper or phone.")]
Until = Annotated[str, Parameter(help="A day, such as 2021-02-08.")]
UnitId = Annotated[str, Parameter(help="Id of a unit, see `xuncha registry list --kind unit`.")]
Limit = Annotated[int, Parameter(help="Most rows.")]
AsJson = Annotated[bool, Parameter(help="Print everything as JSON.", negative="")]
