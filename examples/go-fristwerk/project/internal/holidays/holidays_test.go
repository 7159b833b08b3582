// SPDX-License-Identifier: EUPL-1.2

package holidays

import (
	"os"
	"strings"
	"testing"
	"time"
)

func day(t *testing.T, s string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEaster(t *testing.T) {
	for _, want := range []string{"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28"} {
		t.Run(want[:4], func(t *testing.T) {
			if got := Easter(day(t, want).Year()); !got.Equal(day(t, want)) {
				t.Errorf("got %s", got.Format(time.DateOnly))
			}
		})
	}
}

func TestMovableHolidays(t *testing.T) {
	c := National()
	for d, want := range map[string]string{
		"2026-04-03": "Karfreitag",
		"2026-04-06": "Ostermontag",
		"2026-05-14": "Christi Himmelfahrt",
		"2026-05-25": "Pfingstmontag",
		"2026-05-26": "",
	} {
		if got := c.Name(day(t, d)); got != want {
			t.Errorf("%s: got %q, want %q", d, got, want)
		}
	}
}

func TestLoadStateFile(t *testing.T) {
	c, err := Load(strings.NewReader("state: SN\nholidays:\n  \"10-31\": Reformationstag\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Name(day(t, "2026-10-31")); got != "Reformationstag" {
		t.Errorf("got %q", got)
	}
}

func TestLoadRefusesBadDay(t *testing.T) {
	if _, err := Load(strings.NewReader("state: SN\nholidays: {\"31-10\": x}\n")); err == nil {
		t.Error("a day that is not MM-DD was taken")
	}
}

func TestAgainstOfficialCalendar(t *testing.T) {
	path := os.Getenv("FRISTWERK_OFFICIAL_CALENDAR")
	if path == "" {
		t.Skip("needs the published calendar: set FRISTWERK_OFFICIAL_CALENDAR to its file")
	}
	f, err := os.Open(path) // #nosec G304 -- a test reads the file its caller names
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Load(f); err != nil {
		t.Fatal(err)
	}
}
