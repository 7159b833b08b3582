// SPDX-License-Identifier: EUPL-1.2

package answer

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/fristwerk/internal/deadline"
)

var result = deadline.Result{
	End:     time.Date(2026, time.April, 8, 0, 0, 0, 0, time.UTC),
	Skipped: []string{"Karfreitag", "Ostermontag"},
}

func TestText(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, result); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "Fristende: 08.04.2026 (Feiertage: Karfreitag, Ostermontag)\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := JSON(&b, time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC), 3, result); err != nil {
		t.Fatal(err)
	}
	var d document
	if err := json.Unmarshal([]byte(b.String()), &d); err != nil {
		t.Fatal(err)
	}
	if d.End != "2026-04-08" || d.Start != "2026-04-01" || d.ID == "" {
		t.Errorf("got %+v", d)
	}
}

func TestJSONHasAListEvenWithoutHolidays(t *testing.T) {
	var b strings.Builder
	if err := JSON(&b, result.End, 1, deadline.Result{End: result.End}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), `"skipped":[]`) {
		t.Errorf("got %s", b.String())
	}
}
