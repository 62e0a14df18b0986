#include "earmark/process/standard_streams.h"
#include "run.h"

int main(int argc, char** argv) {
  earmark::occupy_standard_streams();
  return static_cast<int>(earmark::server::run(argc, argv));
}
