// Package tree has no locks. What it returns may be stored as a flag.
package tree

// Tree has a few branches.
type Tree struct{ branches map[string]*Branch }

// Branch is a part of a tree.
type Branch struct{ of *Tree }

// Grow makes a branch.
func (t *Tree) Grow() *Branch {
	b := &Branch{of: t}
	return b
}

// Find returns a branch, or nil.
func (t *Tree) Find(name string) *Branch { return t.branches[name] }
