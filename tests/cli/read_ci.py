"""Tells which commands the examples of docs/ci.md run, and in which way.

    read_ci.py DOCUMENT

One JSON list: an object for each YAML block, with its system, its steps (`script`, and `always` where it runs after a failure as
well), the files it hands to the system, and the secrets it names; and one for the shell block.
"""

import json
import re
import sys

import yaml


def github(document):
    (job,) = document["jobs"].values()
    steps = [
        {"script": step["run"], "always": step.get("if") == "always()", "env": job["env"]} for step in job["steps"] if "run" in step
    ]
    used = [step["with"] for step in job["steps"] if "with" in step]
    files = [one[key] for one in used for key in ("report_paths", "path") if key in one]
    return {"system": "github", "steps": steps, "files": files, "junit": [one["report_paths"] for one in used if "report_paths" in one]}


def gitlab(document):
    (job,) = document.values()
    steps = [{"script": script, "always": False, "env": {}} for script in job["script"]]
    artifacts = job["artifacts"]
    assert artifacts["when"] == "always"
    return {
        "system": "gitlab", "steps": steps, "files": artifacts["paths"], "junit": [artifacts["reports"]["junit"]],
        "passes": job["allow_failure"]["exit_codes"],
    }


def azure(document):
    after = "succeededOrFailed()"
    steps = [
        {"script": step["bash"], "always": step.get("condition") == after, "env": step.get("env", {})}
        for step in document["steps"] if "bash" in step
    ]
    published = [step for step in document["steps"] if "task" in step or "publish" in step]
    assert all(step["condition"] == after for step in published)
    junit = [step["inputs"]["testResultsFiles"] for step in published if "task" in step]
    return {"system": "azure", "steps": steps, "files": [step["publish"] for step in published if "publish" in step], "junit": junit}


def main():
    text = open(sys.argv[1], encoding="utf-8").read()
    found = []
    for language, block in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
        if language == "sh":
            found.append({"system": "shell", "steps": [{"script": block, "always": False, "env": {}}], "files": [], "junit": []})
            continue
        document = yaml.safe_load(block)
        kind = github if "jobs" in document else azure if "steps" in document else gitlab
        found.append(kind(document))
    json.dump(found, sys.stdout)


main()
