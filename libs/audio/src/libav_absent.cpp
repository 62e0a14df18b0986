#include "decoder.h"
#include "earmark/base/errors.h"

namespace earmark::audio {

std::unique_ptr<Decoder> make_libav_decoder(ByteSource&, const Content& content) {
  throw DecodeError{"unsupported", "it is " + content.format +
                                       ", which this build does not read; build with "
                                       "-DEARMARK_WITH_LIBAV=ON, or convert it to MP3 or FLAC"};
}

}  // namespace earmark::audio
