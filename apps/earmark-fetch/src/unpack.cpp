#include "unpack.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include "earmark/base/errors.h"
#include "interrupted.h"
#include "new_folder.h"

namespace earmark::fetch {
namespace {

namespace fs = std::filesystem;

class Unpacking {
 public:
  Unpacking(const fs::path& file, const fs::path& folder, const UnpackLimits& limits,
            const UnpackProgress& progress)
      : name_{file.filename().string()},
        size_{fs::file_size(file)},
        limits_{limits},
        progress_{progress},
        reader_{archive_read_new(), &archive_read_free},
        folder_{folder} {
    for (const auto support : {archive_read_support_format_tar, archive_read_support_format_zip,
                               archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
                               archive_read_support_filter_xz, archive_read_support_filter_zstd}) {
      (void)support(reader_.get());  // a filter that this build lacks is not known, then
    }
    constexpr std::size_t kBlockBytes = std::size_t{1} << 16U;
    if (archive_read_open_filename(reader_.get(), file.c_str(), kBlockBytes) != ARCHIVE_OK) {
      throw_not_an_archive();
    }
  }

  void run() {
    archive_entry* entry = nullptr;
    for (;;) {
      const int status = archive_read_next_header(reader_.get(), &entry);
      if (status == ARCHIVE_EOF) {
        break;
      }
      if (status < ARCHIVE_WARN) {
        if (n_entries_ == 0) {
          throw_not_an_archive();
        }
        throw_damaged();
      }
      take(entry);
    }
    if (n_files_ == 0) {
      throw DataError("archive", name_ + " is an archive without a file in it");
    }
    folder_.finish();
  }

 private:
  void take(archive_entry* entry) {
    ++n_entries_;
    if (n_entries_ > limits_.max_files) {
      throw DataError("archive", name_ + " has more than " + std::to_string(limits_.max_files) +
                                     " entries, more than is unpacked");
    }
    const char* const name = archive_entry_pathname(entry);
    if (name == nullptr) {
      throw DataError("archive", name_ + " has an entry whose name cannot be read");
    }
    const fs::path path = plain_path(name, name_);
    const bool is_link = archive_entry_hardlink(entry) != nullptr;
    if (!is_link && archive_entry_filetype(entry) == AE_IFDIR) {
      folder_.add_folder(path);
    } else if (!is_link && archive_entry_filetype(entry) == AE_IFREG && !path.empty()) {
      take_file(entry, path);
    } else {
      throw DataError("archive", name_ + " has " + path.string() +
                                     ", which is a link or a device: only files and folders are "
                                     "unpacked, and nothing of this archive is");
    }
  }

  void take_file(archive_entry* entry, const fs::path& path) {
    if (archive_entry_is_encrypted(entry) != 0) {
      throw DataError("archive", name_ + " is encrypted: unpack it and name the folder");
    }
    folder_.add_file(path);
    for (;;) {
      throw_if_interrupted();
      const auto n = archive_read_data(reader_.get(), block_.data(), block_.size());
      if (n == 0) {
        break;
      }
      if (n < 0) {
        throw_damaged();
      }
      const auto bytes = std::span{block_}.first(static_cast<std::size_t>(n));
      n_bytes_ += bytes.size();
      require_bounded();
      folder_.write(bytes);
      progress_(static_cast<double>(archive_filter_bytes(reader_.get(), -1)),
                static_cast<double>(size_));
    }
    folder_.close_file();
    ++n_files_;
  }

  void require_bounded() const {
    const auto by_ratio =
        static_cast<std::uint64_t>(static_cast<double>(size_) * limits_.max_ratio);
    if (n_bytes_ > std::min(limits_.max_bytes, std::max(limits_.free_bytes, by_ratio))) {
      throw DataError("archive", name_ +
                                     " unpacks to more than a collection of songs would: over " +
                                     std::to_string(n_bytes_ >> 20U) + " MB from " +
                                     std::to_string(size_) + " bytes; nothing of it is taken");
    }
  }

  [[nodiscard]] std::string reason() const {
    const char* const text = archive_error_string(reader_.get());
    return text == nullptr ? "" : " (" + std::string{text} + ")";
  }

  [[noreturn]] void throw_not_an_archive() const {
    throw DataError("archive", name_ + " is no archive that can be unpacked" + reason() +
                                   ": a tar, tar.gz, tar.bz2, tar.xz, tar.zst or zip is needed");
  }

  [[noreturn]] void throw_damaged() const {
    throw DataError("archive", name_ + " is damaged or cut short" + reason() +
                                   ": fetch it again; nothing of it is taken");
  }

  std::string name_;
  std::uint64_t size_;
  UnpackLimits limits_;
  const UnpackProgress& progress_;
  std::unique_ptr<archive, decltype(&archive_read_free)> reader_;
  NewFolder folder_;
  std::array<std::byte, std::size_t{1} << 16U> block_{};
  std::size_t n_entries_ = 0;
  std::size_t n_files_ = 0;
  std::uint64_t n_bytes_ = 0;
};

}  // namespace

void unpack(const fs::path& archive, const fs::path& folder, const UnpackLimits& limits,
            const UnpackProgress& progress) {
  std::error_code error;
  if (!fs::is_regular_file(archive, error)) {
    throw IoError("there is no archive " + archive.string());
  }
  // Of the block's size a thread's stack may have none to spare.
  std::make_unique<Unpacking>(archive, folder, limits, progress)->run();
}

}  // namespace earmark::fetch
