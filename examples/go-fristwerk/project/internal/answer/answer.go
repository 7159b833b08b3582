// SPDX-License-Identifier: EUPL-1.2

// Package answer writes deadlines for people and for programs.
package answer

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"example.org/fristwerk/internal/deadline"
)

type document struct {
	ID      string   `json:"id"`
	Start   string   `json:"start"`
	Days    int      `json:"days"`
	End     string   `json:"end"`
	Skipped []string `json:"skipped"`
}

// JSON writes a deadline as one JSON document with an identifier of its own.
func JSON(w io.Writer, start time.Time, days int, r deadline.Result) error {
	d := document{
		ID:      uuid.NewString(),
		Start:   start.Format(time.DateOnly),
		Days:    days,
		End:     r.End.Format(time.DateOnly),
		Skipped: r.Skipped,
	}
	if d.Skipped == nil {
		d.Skipped = []string{}
	}
	return json.NewEncoder(w).Encode(d)
}

// Text writes a deadline as one German line.
func Text(w io.Writer, r deadline.Result) error {
	line := "Fristende: " + r.End.Format("02.01.2006")
	if len(r.Skipped) > 0 {
		line += " (Feiertage: " + strings.Join(r.Skipped, ", ") + ")"
	}
	_, err := fmt.Fprintln(w, line)
	return err
}
