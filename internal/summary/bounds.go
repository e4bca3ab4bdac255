package summary

// Bounds, each counted when it cuts. All err to misses.
const (
	maxAcquires    = 64  // acquires of a summary: known paths and short witnesses stay
	maxWaits       = 16  // waits of a summary
	maxCompletions = 8   // completions of a summary: those of known paths stay
	maxCounts      = 4   // groups that a function counts into; fewer report more
	maxVariants    = 3   // conditions under which a summary takes one lock
	maxExits       = 4   // alternatives of a summary; beyond, what all hold
	maxGates       = 4   // locks held around an acquire; fewer report more
	maxOpens       = 16  // opens of a summary
	maxCallees     = 8   // callees of a dynamic call; beyond, none
	maxRounds      = 12  // rounds over a recursive component
	large          = 500 // functions of a component that is followed less closely:
	largeRounds    = 3   // so many rounds
	largeKept      = 8   // and acquires of a summary
	maxEffects     = 64  // callees looked into for one call, with the functions they are supplied
	maxNesting     = 8   // functions supplied to functions supplied to ...
	literalSteps   = 4   // steps to a place in a condition
	wideRound      = 2   // round from which a component's paths and conditions are kept short
	wideSize       = 16  // functions of a component whose paths and conditions are short from the start
	wideSteps      = 4   // how short
	joinRound      = 6   // round from which a component keeps what it was found to take
)
