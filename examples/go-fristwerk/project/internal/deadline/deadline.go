// SPDX-License-Identifier: EUPL-1.2

// Package deadline counts working-day deadlines.
package deadline

import (
	"errors"
	"time"

	"example.org/fristwerk/internal/holidays"
)

// ErrRange is returned for a number of days that no procedure uses.
var ErrRange = errors.New("days must lie between 1 and 365")

// Result is a deadline and the holidays that were passed over.
type Result struct {
	End     time.Time
	Skipped []string
}

// WorkingDays counts days working days (Monday to Friday, no public holiday)
// from the day after start.
func WorkingDays(c *holidays.Calendar, start time.Time, days int) (Result, error) {
	if days < 1 || days > 365 {
		return Result{}, ErrRange
	}
	var res Result
	d := start
	for days > 0 {
		d = d.AddDate(0, 0, 1)
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		if name := c.Name(d); name != "" {
			res.Skipped = append(res.Skipped, name)
			continue
		}
		days--
	}
	res.End = d
	return res, nil
}
