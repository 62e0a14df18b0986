#include "earmark/ml/model_names.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "earmark/base/errors.h"

namespace earmark::ml {
namespace {

TEST(ModelNames, AGenreIsAnyTextWithoutCommasAndControlCharacters) {
  for (const char* name : {"jazz", "drum & bass", "hip-hop", "Fado \xC3\xA9", "\"rock\""}) {
    EXPECT_TRUE(is_genre_name(name)) << name;
  }
  for (const std::string& name :
       {std::string{}, std::string{"a,b"}, std::string{"a\nb"}, std::string{"a\tb"},
        std::string{"a\0b", 3}, std::string{"\x1B[2J"}, std::string{"a\x7F"}}) {
    EXPECT_FALSE(is_genre_name(name)) << name;
  }
}

TEST(ModelNames, AModelsGenresAreAllDifferent) {
  EXPECT_TRUE(are_genre_names(std::vector<std::string>{"jazz", "rock"}));
  EXPECT_FALSE(are_genre_names(std::vector<std::string>{"jazz", "jazz"}));
  EXPECT_FALSE(are_genre_names(std::vector<std::string>{"jazz", "a,b"}));
}

TEST(ModelNames, TheRefusalNamesTheGenre) {
  EXPECT_NO_THROW(check_genre_names(std::vector<std::string>{"jazz", "rock"}));
  try {
    check_genre_names(std::vector<std::string>{"jazz", "rock, soft"});
    FAIL();
  } catch (const TableError& error) {
    EXPECT_NE(std::string{error.what()}.find("\"rock, soft\""), std::string::npos);
  }
}

}  // namespace
}  // namespace earmark::ml
