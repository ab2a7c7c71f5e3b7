"""The events that go over the socket, one JSON object a line, `event` first.

Where `DESCENT_PROBE_SOCKET` names a Unix socket, each process connects to it once and sends.
Nothing is ever read from it. A reader that is slow gets what it can take: up to 4 MB wait for it, then
events are left out and `dropped` says how many. A reader that is gone is forgotten, and reports go
to stderr from then on. Numbers that are not finite are the strings "NaN", "Infinity", "-Infinity".

A *site* is {"file", "line", "function", "text"} or null: a line of the program's own.

hello       version, pid, rank, world_size, program [argv], python, torch, trace
            First. rank and world_size are null outside torchrun.
listing     file, function, first, lines [text], backward (line)
            The program's lines around its training step; again when another loop trains.
lines       step, lines [{line, shape, grad_fn}]
            What lines of the listing made, while traced; grad_fn null: no gradient.
loss        steps [step], values [number]
            The values that backward() was called on, those of a fifth of a second at once.
step        step, tracing, lr, seconds, forward
            Optimizer steps so far, or backward passes where the program changes its weights by hand.
            seconds a step, and those of them before backward(): means since the last such event.
gradients   step, parameters [{name, shape, weight, gradient, requires_grad}]
            Norms before a step, at most twice a second; gradient null: there is none.
print       stream, text
            What the program wrote to stdout or stderr, with DESCENT_PROBE_PRINTS=1.
report      level, kind, step, headline, at (site), cut [{by, at (site)}],
            path [{text, cut, line}], why, fix, no_grad [name], parameters (count)
            level: error (PyTorch raised), fault (nothing raised), note. kind: an id of faults.py.
            path goes from a parameter to the loss; the entry with cut true is where it ends.
dropped     count
            So many events before this one were left out.
end         step, reports (count)
            Last, when the process ends by itself. A connection that ends without it: it was killed.
"""

VERSION = 1
