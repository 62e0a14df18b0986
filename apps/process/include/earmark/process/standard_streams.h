#pragma once

namespace earmark {

/// Where a shell closed standard input, output or error (`2>&-`), puts /dev/null in its place,
/// opened the wrong way round: its number goes to no file of ours, which would then take what is
/// meant for the user, and using it still fails with EBADF. To be called before anything is opened.
void occupy_standard_streams() noexcept;

}  // namespace earmark
