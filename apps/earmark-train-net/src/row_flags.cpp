#include "row_flags.h"

#include <stdexcept>

namespace earmark::train_net {

ml::RowChoice RowFlags::choice() const {
  ml::RowChoice choice = rows;
  choice.rule = ml::SplitRule::parse(split);
  if (choice.n_folds != 0 && choice.fold && *choice.fold >= choice.n_folds) {
    throw std::invalid_argument{"--fold must be at least 0 and below --folds."};
  }
  if (choice.n_folds != 0 && choice.rule.kind == ml::SplitRule::Kind::kColumn) {
    throw std::invalid_argument{
        "--folds goes with --split by-artist, by-track or random-segments: a column says itself "
        "what validates."};
  }
  return choice;
}

void add_row_flags(CLI::App& command, RowFlags& flags) {
  command.add_option("--split", flags.split, "by-artist, by-track, random-segments or column:NAME")
      ->capture_default_str();
  command.add_option("--valid-fraction", flags.rows.test_fraction, "Share that validates")
      ->check(CLI::Range(0.01, 0.99))
      ->capture_default_str();
  command.add_option("--rows", flags.rows.rows, "Use only segments with this split value");
  command.add_flag("--without-excerpts", flags.rows.without_excerpts,
                   "Do not train on segments repeated from shorter clips");
  CLI::Option* const folds =
      command
          .add_option("--folds", flags.rows.n_folds,
                      "Validate on each of so many folds in turn, then train on all segments")
          ->check(CLI::Range(2, 1000));
  command.add_option("--fold", flags.rows.fold, "Validate on that one of the folds alone, from 0")
      ->check(CLI::Range(0, 999))
      ->needs(folds);
  command.add_option("--split-seed", flags.rows.seed, "Seed of the split");
}

}  // namespace earmark::train_net
