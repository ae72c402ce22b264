"""Prints the constants of an emitted module as JSON: `python3 dump.py FILE`."""

import enum
import importlib.util
import json
import sys
from types import MappingProxyType

spec = importlib.util.spec_from_file_location("emitted", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)


def plain(value):
    if isinstance(value, type):
        return {name: str(int(case)) for name, case in value.__members__.items()}
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if hasattr(value, "_asdict"):
        return {"": type(value).__name__, **{key: plain(part) for key, part in value._asdict().items()}}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    if isinstance(value, MappingProxyType):
        return {json.dumps(key): plain(part) for key, part in value.items()}
    raise TypeError(f"{value!r} can be changed")


names = "ABI VERSION DIGEST TARGETS CAPABILITIES TYPES FUNCTIONS OTHER_IMPORTS EXPORTS OPEN_MODULES RESERVED".split()
dump = {name: plain(getattr(module, name)) for name in names}
dump["FUNCTION"] = {key: function.link for key, function in module.FUNCTION.items()}
dump["LINKED"] = [[*link, function.id] for link, function in module.LINKED.items()]
dump["enums"] = sorted(
    [name, value.__mro__[1].__name__, list(value.__members__)]
    for name, value in vars(module).items()
    if isinstance(value, type) and issubclass(value, enum.Enum) and value.__module__ == "emitted"
)
json.dump(dump, sys.stdout)
