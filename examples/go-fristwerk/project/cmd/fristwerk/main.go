// SPDX-License-Identifier: EUPL-1.2

// Command fristwerk counts working-day deadlines.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"example.org/fristwerk/internal/answer"
	"example.org/fristwerk/internal/deadline"
	"example.org/fristwerk/internal/holidays"
)

func calendar(path string) (*holidays.Calendar, error) {
	if path == "" {
		return holidays.National(), nil
	}
	f, err := os.Open(path) // #nosec G304 -- the caller names their own holiday file
	if err != nil {
		return nil, err
	}
	cal, err := holidays.Load(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return cal, err
}

func main() {
	var (
		start, file string
		days        int
		asJSON      bool
	)
	log := zerolog.New(os.Stderr).With().Timestamp().Logger()
	cmd := &cobra.Command{
		Use:           "fristwerk",
		Short:         "Counts working-day deadlines with Germany's public holidays",
		Args:          cobra.NoArgs,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			from, err := time.Parse(time.DateOnly, start)
			if err != nil {
				return fmt.Errorf("--start: %w", err)
			}
			cal, err := calendar(file)
			if err != nil {
				return err
			}
			res, err := deadline.WorkingDays(cal, from, days)
			if err != nil {
				return err
			}
			if asJSON {
				return answer.JSON(cmd.OutOrStdout(), from, days, res)
			}
			return answer.Text(cmd.OutOrStdout(), res)
		},
	}
	cmd.Flags().StringVar(&start, "start", "", "day the notice was sent, YYYY-MM-DD")
	cmd.Flags().IntVar(&days, "days", 10, "working days")
	cmd.Flags().StringVar(&file, "holidays", "", "YAML file with a state's additional holidays")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	if err := cmd.Execute(); err != nil {
		log.Error().Err(err).Msg("no deadline")
		os.Exit(1)
	}
}
