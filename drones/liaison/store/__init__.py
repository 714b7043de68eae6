"""The queries of the liaison desk: decisions of the commands, flights to look at."""

from drones.liaison.store.decisions import add, of_flight, take_back
from drones.liaison.store.tasks import acknowledge, add_task, open_tasks, task_of, tasked

__all__ = ["acknowledge", "add", "add_task", "of_flight", "open_tasks", "take_back", "task_of", "tasked"]
