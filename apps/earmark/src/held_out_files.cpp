#include "held_out_files.h"

#include <map>

#include "earmark/base/errors.h"
#include "earmark/base/join.h"
#include "earmark/command_line/usage.h"

namespace earmark::cli {
namespace {

void require_fit(const std::string& file, const ml::HeldOutAnswers& answers,
                 const ml::HeldOutAnswers& first, const std::vector<std::string>& genres) {
  if (answers.genres != genres) {
    throw TableError(file + " has answers for the genres " + join(answers.genres) +
                     ", and the bundle has " + join(genres));
  }
  if (answers.rows != first.rows || answers.folds != first.folds) {
    throw TableError(file +
                     " keeps other segments apart than the first member's file: train all "
                     "members with the same --folds, --split and --split-seed");
  }
}

}  // namespace

std::vector<ml::HeldOutAnswers> read_held_out(const std::vector<std::string>& files,
                                              const inference::BundleManifest& manifest,
                                              const ml::PreparedData& data) {
  std::map<std::string, std::string> file_of;
  for (const std::string& text : files) {
    const auto [name, file] = parse_pair("--held-out", text);
    (void)manifest.member(name);
    file_of[name] = file;
  }
  std::vector<ml::HeldOutAnswers> answers;
  for (const inference::MemberEntry& member : manifest.members) {
    const auto found = file_of.find(member.name);
    if (found == file_of.end()) {
      throw UsageError("--held-out is missing for " + member.name +
                       ": name the file that earmark train --held-out wrote for each member");
    }
    answers.push_back(ml::HeldOutAnswers::read(found->second, data));
    require_fit(found->second, answers.back(), answers.front(), manifest.genres);
  }
  return answers;
}

}  // namespace earmark::cli
