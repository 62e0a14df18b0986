#pragma once

#include <filesystem>

namespace earmark::train_net {

/// Before hours of training, not after them. @throws IoError  no file can be written there
void require_writable(const std::filesystem::path& out);

}  // namespace earmark::train_net
