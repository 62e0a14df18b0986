#pragma once

#include <string>
#include <vector>

#include "earmark/command_line/console.h"

namespace earmark::cli {

struct BundleCreateFlags {
  std::string name;
  std::string version;
  std::vector<std::string> members;   ///< NAME=FILE
  std::vector<std::string> weights;   ///< NAME=NUMBER
  std::vector<std::string> profiles;  ///< NAME=MEMBER,MEMBER
  std::string calibrate_on;
  std::string rows;                        ///< "" for "valid"
  std::vector<std::string> held_out;       ///< NAME=CSV: answers of every member, instead of rows
  std::vector<std::string> sure_accuracy;  ///< NUMBER, or PROFILE=NUMBER
  std::string data_name;
  std::string figures;
  std::string music;     ///< file of the rule for music; "" for none
  std::string music_of;  ///< else the folder of a bundle whose rule is taken, where it has one
  std::string trunks;
  std::string reports;  ///< folder for reports; "" for none
  std::string out;
};

/// Puts trained models together to a bundle, calibrated and measured on prepared segments that
/// none of them was trained on, or on what the models of folds said of segments that these were not
/// trained on. Tracks without an artist take no part where others have one.
/// @throws UsageError, BundleError, TableError, IoError
void create_bundle(Console& console, const BundleCreateFlags& flags);

}  // namespace earmark::cli
