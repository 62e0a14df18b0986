#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace earmark::server {

/// Why a request has no good answer, as api/openapi.yaml's Problem.
struct Problem {
  int status = 500;        ///< of HTTP, 400 to 599
  std::string kind;        ///< for programs, one of the contract's
  std::string detail;      ///< one sentence: what was wrong and what would be right
  std::string field = {};  ///< the parameter or field that is meant; "" for none
  int retry_after_s = 0;   ///< when to come again; 0: not told
};

/// Ends the handling of a request with a problem.
class ProblemError : public std::exception {
 public:
  explicit ProblemError(Problem problem) : problem_{std::move(problem)} {}

  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const char* what() const noexcept override { return problem_.detail.c_str(); }

 private:
  Problem problem_;
};

/// The problem as application/problem+json.
[[nodiscard]] std::string problem_json(const Problem& problem, std::string_view request_id);

/// What the exception that is being handled means to a client: a ProblemError's own problem, else
/// a fault of the service, whose cause stays inside.
[[nodiscard]] Problem current_problem();

/// The words that HTTP gives a status, such as "Not Found".
[[nodiscard]] std::string_view status_words(int status);

}  // namespace earmark::server
