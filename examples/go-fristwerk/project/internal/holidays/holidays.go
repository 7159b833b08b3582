// SPDX-License-Identifier: EUPL-1.2

// Package holidays knows the public holidays that apply in all of Germany and
// the additional ones that an authority configures for its own state.
package holidays

import (
	"errors"
	"fmt"
	"io"
	"time"

	"go.yaml.in/yaml/v3"
)

// Calendar tells whether a day is a public holiday.
type Calendar struct {
	extra map[string]string // "MM-DD" -> name
}

type file struct {
	State    string            `yaml:"state"`
	Holidays map[string]string `yaml:"holidays"`
}

// National is the calendar without any state's additions.
func National() *Calendar { return &Calendar{} }

// Load reads a state's additional holidays from YAML.
func Load(r io.Reader) (*Calendar, error) {
	var f file
	dec := yaml.NewDecoder(r)
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("holiday file: %w", err)
	}
	if f.State == "" {
		return nil, errors.New("holiday file: no state given")
	}
	for k := range f.Holidays {
		if _, err := time.Parse("01-02", k); err != nil {
			return nil, fmt.Errorf("holiday file: %q is not MM-DD", k)
		}
	}
	return &Calendar{extra: f.Holidays}, nil
}

// Easter returns Easter Sunday of a year (Gauss, as corrected by Lichtenberg).
func Easter(year int) time.Time {
	k := year / 100
	m := 15 + (3*k+3)/4 - (8*k+13)/25
	s := 2 - (3*k+3)/4
	a := year % 19
	d := (19*a + m) % 30
	r := (d + a/11) / 29
	og := 21 + d - r
	sz := 7 - (year+year/4+s)%7
	oe := 7 - (og-sz)%7
	return time.Date(year, time.March, og+oe, 0, 0, 0, 0, time.UTC)
}

// Name returns a holiday's name, or "" on any other day.
func (c *Calendar) Name(day time.Time) string {
	switch day.Format("01-02") {
	case "01-01":
		return "Neujahr"
	case "05-01":
		return "Tag der Arbeit"
	case "10-03":
		return "Tag der Deutschen Einheit"
	case "12-25":
		return "1. Weihnachtstag"
	case "12-26":
		return "2. Weihnachtstag"
	}
	if n, ok := c.extra[day.Format("01-02")]; ok {
		return n
	}
	date := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	switch int(date.Sub(Easter(day.Year())).Hours() / 24) {
	case -2:
		return "Karfreitag"
	case 1:
		return "Ostermontag"
	case 39:
		return "Christi Himmelfahrt"
	case 50:
		return "Pfingstmontag"
	}
	return ""
}
