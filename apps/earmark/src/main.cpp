#include "run.h"

int main(int argc, char** argv) { return static_cast<int>(earmark::cli::run(argc, argv)); }
