"""JupyterHub for one class on one machine, in the container that hub/Dockerfile makes.

Each learner is a Linux user of their own, with a home that nobody else can read, and
shares one environment that nobody can change. docs/hub.md says what to set:

- ``HUB_PASSWORD``: the class's password, with which any name can log in;
- ``HUB_TEACHER_PASSWORD``: that of the user `teacher`, at least 32 characters;
- ``HUB_LEARNERS``: a file with one name a line, if only these may log in.
"""

import os
import resource
import sys
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import learners  # noqa: E402 — it lies beside this file

MEMORY = 2_500  # megabytes a process; hub/measured.json holds what lessons take
PROCESSES = 512  # of one learner, threads included: a kernel has about twenty
HOUR = 3600
KEPT = Path("/srv/hub")


class ClassSpawner(LocalProcessSpawner):
    """Runs a learner's server as that learner, within limits."""

    def make_preexec_fn(self, name):
        """Return what the new process does before it becomes the learner's server."""
        become_user = super().make_preexec_fn(name)

        def limit():
            # Who asks for more memory gets a MemoryError, and keeps the kernel.
            memory = MEMORY * 1_000_000
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            os.nice(5)  # the hub answers first
            # Should the machine run out of memory, the hub is not what is ended.
            Path("/proc/self/oom_score_adj").write_text("500")
            become_user()

        return limit


KEPT.chmod(0o700)
learners.bring_back()

c = get_config()  # noqa: F821 — JupyterHub puts it here

c.JupyterHub.bind_url = "http://0.0.0.0:8000"
c.JupyterHub.db_url = f"sqlite:///{KEPT}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{KEPT}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = "/run/jupyterhub-proxy.pid"

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_PASSWORD"]
if os.environ.get("HUB_TEACHER_PASSWORD"):
    c.SharedPasswordAuthenticator.admin_password = os.environ["HUB_TEACHER_PASSWORD"]
    c.Authenticator.admin_users = {"teacher"}
c.Authenticator.username_pattern = learners.NAME
c.Authenticator.blocked_users = learners.reserved()
if os.environ.get("HUB_LEARNERS"):
    names = Path(os.environ["HUB_LEARNERS"]).read_text(encoding="utf-8").split()
    c.Authenticator.allowed_users = set(names)
else:
    c.Authenticator.allow_all = True

c.JupyterHub.spawner_class = ClassSpawner
c.Spawner.pre_spawn_hook = lambda spawner: learners.make_user(spawner.user.name)
c.Spawner.cmd = [sys.executable, str(HERE / "start_learner.py")]
# When a whole class logs in at once, the last one waits for all the others.
c.Spawner.start_timeout = c.Spawner.http_timeout = 180

# A learner's server ends two hours after the last sign of life.
cull = ["-m", "jupyterhub_idle_culler", f"--timeout={2 * HOUR}", "--cull-every=300"]
c.JupyterHub.services = [{"name": "culler", "command": [sys.executable, *cull]}]
c.JupyterHub.load_roles = [
    {
        "name": "culler",
        "scopes": [
            "list:users",
            "read:users:activity",
            "read:servers",
            "delete:servers",
        ],
        "services": ["culler"],
    }
]
