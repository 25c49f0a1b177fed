package main

import "slices"

// Cases made while walking a map are put in order of their names.
var waiting []struct {
	name string
	run  func()
}

func later(run func(), name string) {
	waiting = append(waiting, struct {
		name string
		run  func()
	}{name, run})
}

func inOrder() {
	batch := waiting
	waiting = nil
	slices.SortFunc(batch, func(a, b struct {
		name string
		run  func()
	}) int {
		if a.name < b.name {
			return -1
		}
		return 1
	})
	for _, one := range batch {
		one.run()
	}
}
