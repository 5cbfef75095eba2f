"""Print what boaviztapi 2.5.0 (AGPL-3.0, never a dependency of ours) says of a few devices, as JSON, without a network.

Run by a Python that has it: `python tests/calculators/boavizta.py`. For each device: kg CO2e of the embedded part over
its whole life, and kg of one thousand hours of use at the power of our own factors, with the French mix of boaviztapi.
"""

import json

from boaviztapi.compute.impacts_computation import compute_impacts
from boaviztapi.data.archetype import get_user_terminal_archetype
from boaviztapi.dto.device.user_terminal import ExternalSSD, Laptop, Monitor, Smartphone, Tablet, mapper_user_terminal

DEVICES = {
    "laptop": (Laptop, "laptop-pro", 26.5),
    "smartphone": (Smartphone, "smartphone-default", 4.5),
    "ecran": (Monitor, "monitor-default", 50),
    "tablette": (Tablet, "tablet-default", 20),
    "ssd_externe": (ExternalSSD, "external-ssd-default", 0.5),
}


def impacts(kind, archetype: str, power: float) -> dict:
    usage = {"avg_power": power, "use_time_ratio": 1, "usage_location": "FRA"}
    device = mapper_user_terminal(kind(usage=usage), archetype=get_user_terminal_archetype(archetype))
    life = device.usage.hours_life_time.value
    whole = compute_impacts(model=device, selected_criteria=["gwp"], duration=life)["gwp"]
    hours = compute_impacts(model=device, selected_criteria=["gwp"], duration=1000)["gwp"]
    return {"embedded": whole["embedded"]["value"], "use_1000_h": hours["use"]["value"], "power": power}


print(json.dumps({name: impacts(*device) for name, device in DEVICES.items()}))
