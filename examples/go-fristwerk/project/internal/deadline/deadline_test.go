// SPDX-License-Identifier: EUPL-1.2

package deadline

import (
	"errors"
	"testing"
	"time"

	"example.org/fristwerk/internal/holidays"
)

func at(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name, start, want string
		days, skipped     int
	}{
		{"within a week", "2026-11-02", "2026-11-06", 4, 0},
		{"over a weekend", "2026-11-06", "2026-11-09", 1, 0},
		{"over Easter", "2026-04-01", "2026-04-08", 3, 2},
		{"over the turn of the year", "2026-12-23", "2027-01-04", 6, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := WorkingDays(holidays.National(), at(c.start), c.days)
			if err != nil {
				t.Fatal(err)
			}
			if !got.End.Equal(at(c.want)) || len(got.Skipped) != c.skipped {
				t.Errorf("got %s, skipped %v", got.End.Format(time.DateOnly), got.Skipped)
			}
		})
	}
}

func TestRefusesUnreasonableRange(t *testing.T) {
	for _, n := range []int{-1, 0, 366} {
		if _, err := WorkingDays(holidays.National(), at("2026-11-02"), n); !errors.Is(err, ErrRange) {
			t.Errorf("%d days: got %v", n, err)
		}
	}
}
