#include "train_network.h"

namespace earmark::cli {

void train_network(const std::vector<std::string>& arguments,
                   const std::function<void(const std::string& line)>& on_line) {
  run_program("earmark-train-net", arguments, on_line);
}

std::vector<std::string> row_flags(const ml::RowChoice& choice) {
  std::vector<std::string> words{"--split",          choice.rule.name(),
                                 "--rows",           choice.rows,
                                 "--valid-fraction", std::to_string(choice.test_fraction),
                                 "--split-seed",     std::to_string(choice.seed)};
  if (choice.n_folds != 0) {
    words.insert(words.end(), {"--folds", std::to_string(choice.n_folds)});
  }
  if (choice.fold) {
    words.insert(words.end(), {"--fold", std::to_string(*choice.fold)});
  }
  if (choice.without_excerpts) {
    words.emplace_back("--without-excerpts");
  }
  return words;
}

}  // namespace earmark::cli
