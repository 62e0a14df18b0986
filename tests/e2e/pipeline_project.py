"""A clone of the project with its pipeline and little else, for the tests of dvc.yaml."""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DVC = ROOT / ".deps/dvc/bin/python"
MOTO = ROOT / ".deps/moto/bin/python"
COPIED = (
    *("dvc.yaml", ".gitignore", ".dvcignore", "Makefile", "models/music.json"),
    *(".dvc/config", ".dvc/.gitignore", "scripts/dvc", "scripts/pipeline"),
)
# The shipped parameters, small enough for a test: which stages run is tested, not what they learn.
SMALL = {
    "trunks": str(ROOT / "models/default"),
    "n_estimators": "10",
    "epochs": "2",
    "batch_size": "8",
    "valid_fraction": "0.25",
    "test_fraction": "0.25",
}
PARAMS = re.sub(
    r"^  (\w+): \S+",
    lambda line: f"  {line[1]}: {SMALL[line[1]]}" if line[1] in SMALL else line[0],
    (ROOT / "params.yaml").read_text(),
    flags=re.MULTILINE,
)


@dataclasses.dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def stages(self) -> list[str]:
        """The stages that DVC ran, in order."""
        return re.findall(r"Running stage '([^']+)'", self.out)


class Project:
    def __init__(self, folder: pathlib.Path, program: str):
        self.folder = folder
        home = folder.parent / "home"  # nobody's own settings of git and DVC
        home.mkdir(exist_ok=True)
        names = ("PATH", "LANG", "LC_ALL", "ASAN_OPTIONS", "EARMARK_JOBS")
        self.env = {name: os.environ[name] for name in names if name in os.environ}
        self.env |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
        self.env |= {"GIT_CONFIG_NOSYSTEM": "1", "DVC_NO_ANALYTICS": "1"}
        self.env |= {"DVC_SITE_CACHE_DIR": str(home / "site"), "DVC_GLOBAL_CONFIG_DIR": str(home)}
        self.env |= {f"GIT_{who}_NAME": "A" for who in ("AUTHOR", "COMMITTER")}
        self.env |= {f"GIT_{who}_EMAIL": "a@localhost" for who in ("AUTHOR", "COMMITTER")}
        self.env["PATH"] = f"{pathlib.Path(program).parent}:{self.env['PATH']}"
        self.env["AWS_EC2_METADATA_DISABLED"] = "true"

    @staticmethod
    def make(folder: pathlib.Path, program: str) -> "Project":
        """A first commit of the pipeline, whose scripts use what is built and installed here."""
        for name in COPIED:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        for name in ("setup", "build"):
            (folder / "scripts" / name).write_text("#!/bin/sh\n")
            (folder / "scripts" / name).chmod(0o755)
        (folder / "params.yaml").write_text(PARAMS)
        project = Project(folder, program)
        project.link_built(program)
        project.run("git", "init", "-q", "-b", "main")
        project.commit("the pipeline")
        return project

    def link_built(self, program: str) -> None:
        (self.folder / "build/train/apps").mkdir(parents=True)
        (self.folder / "build/train/apps/earmark").symlink_to(pathlib.Path(program).parent)
        (self.folder / ".deps").mkdir()
        (self.folder / ".deps/dvc").symlink_to(ROOT / ".deps/dvc")

    def clone(self, folder: pathlib.Path, program: str) -> "Project":
        self.run("git", "clone", "-q", self.folder, folder)
        other = Project(folder, program)
        other.link_built(program)
        return other

    def try_run(self, *command, env=None, timeout=120) -> Done:
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.folder,
            env={**self.env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def run(self, *command, **options) -> Done:
        done = self.try_run(*command, **options)
        if done.code != 0:
            print(done.out, done.err, file=sys.stderr)
        assert done.code == 0, done.err
        return done

    def dvc(self, *arguments, **options) -> Done:
        return self.run(DVC, "-m", "dvc", *arguments, **options)

    def stale(self) -> list[str]:
        """The stages that DVC would run."""
        return sorted(json.loads(self.dvc("status", "--json").out))

    def pipeline(self, **variables) -> Done:
        return self.run("make", "pipeline", *(f"{k}={v}" for k, v in variables.items()))

    def commit(self, message: str) -> None:
        self.run("git", "add", "-A")
        self.run("git", "commit", "-q", "-m", message)

    def set_params(self, values: dict[str, str]) -> None:
        """Gives keys such as "forest.n_estimators" other values; all others as PARAMS has them."""
        lines = PARAMS.splitlines()
        left = dict(values)
        section = ""
        for i, line in enumerate(lines):
            section = line[:-1] if re.fullmatch(r"[\w-]+:", line) else section
            key = f"{section}.{line.strip().split(':')[0]}"
            if line.startswith("  ") and key in left:
                lines[i] = f"{line.split(':')[0]}: {left.pop(key)}"
        assert not left, left
        (self.folder / "params.yaml").write_text("\n".join(lines) + "\n")
