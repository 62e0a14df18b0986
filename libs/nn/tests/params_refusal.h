#pragma once

#include <gtest/gtest.h>

#include <string>

#include "earmark/base/errors.h"

namespace earmark::nn::test {

/// What `parse`, a function of a text and a file's name, says is wrong with the text.
template <typename Parse>
std::string params_refusal(const Parse& parse, const std::string& text) {
  try {
    (void)parse(text, "p.yaml");
  } catch (const DataError& error) {
    EXPECT_EQ(error.kind(), "params");
    return error.what();
  }
  ADD_FAILURE() << "accepted: " << text;
  return "";
}

}  // namespace earmark::nn::test
