"""What a call, a page and an import cost, as multiples of what the same work costs a bare client in the same run.

`python -m benchmarks` runs every measure and writes `benchmarks/results/latest.json` and `docs/performance.md`.

- `payloads` and `server`: the answers, and the process that gives them;
- `contenders`: the clients that are compared, one class each, all with the same interface;
- `probes`: one measurement each, run in a fresh process, which prints one JSON object;
- `measures`: run the probes in turn, and make one section of the report;
- `figures` and `report`: medians, when to believe them, and how they are printed.
"""
