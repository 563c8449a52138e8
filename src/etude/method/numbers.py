"""The method's numbers, each with its source; the one place where they stand."""

from etude.records.plan import Plan

# Did it help?
SIGNIFICANCE = 0.05  # shared out over the confirmations of a study
SMALLEST_GAIN = 0.005  # of the loss; less is not worth a more complicated plan
SMALLEST_GAIN_OF_NAIVE = 0.0005  # of the naive loss, for problems solved almost perfectly
FUTILITY_P = 0.3  # half-way, above it a confirmation is stopped
CONFIRMATIONS = {"hold-out": 6, "cross-validation": 10}  # M, fixed at the start
SHIP_CONFIRMATIONS = {"hold-out": 1, "cross-validation": 1}  # of M, kept for averaging
REPEATS = {"hold-out": (10, 8, 4), "cross-validation": (20, 12, 8)}  # R, as affordable
PILOT_REPEATS = 4
SEEDS_TO_ROWS = 0.25  # noise of the seeds as a share of that of the rows: fewer repeats suffice
SCREENING = (0, -1, -2)  # repeats of a screening; the first alone where seeds agree
NOISY_SEEDS = 0.05  # of the loss: deviation of the seeds from which one is not enough to screen
SCREEN_WORTH = 0.003  # a screening gain below it does not spend a confirmation

# Starting plan, from the facts
SMALL_ROWS, LARGE_ROWS = 1_000, 100_000  # fewer neurons below, more above (guide, neurons)
BATCH = 32
LARGE_BATCHES = (256, 128, 64)  # the first that leaves an epoch enough steps
FEWEST_STEPS = 16  # of an epoch at a larger batch; fewer learn too little from each pass
SLOW_EPOCH_SECONDS = 0.5  # an epoch at batch 32 beyond it: batch 256 first
QUICK = Plan(hidden=(128, 128), dropout=0.3, epochs=200, patience=15)  # guide, Quick Start
# Most epochs by rows (guide, Number of Epochs); early stopping usually ends before.
EPOCHS = ((10_000, 100), (100_000, 100), (1_000_000, 50), (float("inf"), 30))

LATEST_STEPS = 96  # that a network sees of a forecast which starts from a linear model
LONGEST_TEXT = Plan.longest  # words of a row that the starting plan sees
LONGEST_STEPS = 512  # steps of a row that it sees

# More data: shares of the learn rows to learn from, and how many repeats of each
CURVE_SHARES = (0.25, 0.5)
CURVE_REPEATS = {"hold-out": 4, "cross-validation": 1}

# The clock
KEPT_BACK = 0.15  # of the budget, for exam and report
LEAST_KEPT_BACK = 6.0  # seconds, where that is more
ANALYSIS_SECONDS = 6.0  # of the exam beside its yardsticks: scoring, error analysis, report
BATCH_SHARE = 0.05  # of what is left, at most, for the baseline at batch 32; else batch 256
CONTROL_SHARE = 0.1  # of what is left, at most, for showing what the order of a sequence brings
PILOT_SHARE = 0.25  # of what is left, at most, for the baseline; else fewer epochs
RACE_SHARE = 0.25  # of what is left, at most, for screening one race
RACERS = 8  # candidates of one race, at most
RACES = 4  # races with their confirmations that a budget should pay for
EXPECTED_EPOCHS = 40.0  # of a run before the pilot has told
PACKING = 0.85  # of the workers' time is well used, the rest is waiting for the last of a batch
BESIDE = 1.3  # five networks take 3.1 s alone and 4.1 s beside another training

# What ships
SHIP_MARGIN = 1.25  # times the foreseen seconds: a last training cut off by the clock is lost
FINAL_LEARN_SHARE = 0.85  # of the development rows; a final network stops on the others
KEPT_MEMBERS = 6  # networks whose time is kept apart: averaging is the surest gain there is
MOST_MEMBERS = 16  # networks in what ships: more hardly help and make every answer slower

# Branches and phases
TREES_AHEAD = 0.25  # of their loss: so far ahead they see what the network cannot see yet
ROUNDS = {"repair": 2, "capacity": 3, "regularise": 3, "fine-tune": 4}
TRAINING_GAIN = 0.05  # of the training loss: a growth that only training likes
NOT_WORSE = 0.10  # of the screening loss: how far validation may lie behind in a branch
