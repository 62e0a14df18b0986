include(GNUInstallDirs)

# Compiler settings for our own code only: linked PRIVATE, never exported.
add_library(earmark_dev_flags INTERFACE)
target_compile_options(earmark_dev_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  # What gcc 12 says of std::string at -O3 is not so (gcc's bug 105329).
  $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>
  $<$<BOOL:${EARMARK_WERROR}>:-Werror>)
if(EARMARK_SANITIZE)
  target_compile_options(earmark_dev_flags INTERFACE
    -fsanitize=${EARMARK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(earmark_dev_flags INTERFACE -fsanitize=${EARMARK_SANITIZE})
endif()

# earmark_add_library(name [INTERFACE] [INTERNAL] HEADERS ... SOURCES ... PUBLIC_DEPS ...
#                     PRIVATE_DEPS ...)
# One library = one folder with include/, src/, tests/. Target earmark::name, installed and exported
# unless it is INTERNAL to a program.
function(earmark_add_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "INTERFACE;INTERNAL" "" "HEADERS;SOURCES;PUBLIC_DEPS;PRIVATE_DEPS")
  set(target earmark_${name})
  if(arg_INTERFACE)
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  else()
    add_library(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE ${arg_PRIVATE_DEPS} $<BUILD_INTERFACE:earmark_dev_flags>)
    target_include_directories(${target} PRIVATE src)
    set(scope PUBLIC)
  endif()
  add_library(earmark::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_link_libraries(${target} ${scope} ${arg_PUBLIC_DEPS})
  target_sources(${target} ${scope}
    FILE_SET HEADERS BASE_DIRS include FILES ${arg_HEADERS})
  if(NOT arg_INTERNAL)
    install(TARGETS ${target} EXPORT earmark-targets FILE_SET HEADERS)
  endif()
  if(EARMARK_BUILD_TESTS AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/tests/CMakeLists.txt)
    add_subdirectory(tests)
  endif()
  if(EARMARK_BUILD_FUZZERS AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/CMakeLists.txt)
    add_subdirectory(fuzz)
  endif()
  if(EARMARK_BUILD_BENCH AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/bench/CMakeLists.txt)
    add_subdirectory(bench)
  endif()
endfunction()

# earmark_add_tests(lib SOURCES ... DEPS ...): program <lib>_tests, its cases in ctest as lib.Suite.Case.
# EARMARK_GOLDEN_DIR names tests/golden; "support/..." headers come from tests/.
function(earmark_add_tests lib)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  set(target ${lib}_tests)
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE earmark::${lib} ${arg_DEPS} earmark_dev_flags
    rapidcheck rapidcheck_gtest GTest::gtest_main)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${target} PRIVATE EARMARK_GOLDEN_DIR="${PROJECT_SOURCE_DIR}/tests/golden")
  include(GoogleTest)
  gtest_discover_tests(${target} TEST_PREFIX ${lib}. DISCOVERY_TIMEOUT 60
    PROPERTIES TIMEOUT 300 LABELS unit)
endfunction()

# earmark_add_fuzzer(name DEPS lib ... [CHECKSUMS file]): program fuzz_<name> from fuzz_<name>.cpp, seeds in
# fuzz/corpus/<name>; `file` makes the checksums of most mutated inputs right (support/repairing_mutator.h).
function(earmark_add_fuzzer name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "CHECKSUMS" "DEPS")
  add_executable(fuzz_${name} fuzz_${name}.cpp)
  if(arg_CHECKSUMS)
    target_sources(fuzz_${name} PRIVATE ${arg_CHECKSUMS}
      ${PROJECT_SOURCE_DIR}/tests/support/repairing_mutator.cpp)
  endif()
  target_include_directories(fuzz_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(fuzz_${name} PRIVATE ${arg_DEPS} earmark_dev_flags)
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(fuzz_${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/fuzz)
endfunction()

set(EARMARK_TEST_PYTHON ${EARMARK_DEPS_DIR}/venv/bin/python CACHE FILEPATH
    "Python with what scripts/requirements/test.txt lists")

# earmark_add_python_test(name COMMAND ... [LABEL label] [ENVIRONMENT ...] [PROCESSORS n] [LOCK name]
# [PYTHON file] [SANITIZED]): a test that Python runs, in n processes (1), never beside another of the same LOCK; in
# builds with sanitizers only where it says so. Exit status 77 means skipped; what it printed says why.
function(earmark_add_python_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "SANITIZED" "LABEL;PROCESSORS;LOCK;PYTHON" "COMMAND;ENVIRONMENT")
  if(NOT arg_PYTHON)
    set(arg_PYTHON ${EARMARK_TEST_PYTHON})
  endif()
  if(EARMARK_SANITIZE AND NOT arg_SANITIZED)
    return()
  endif()
  if(EXISTS ${arg_PYTHON})
    add_test(NAME ${name} COMMAND ${arg_PYTHON} ${arg_COMMAND})
  else()
    add_test(NAME ${name}
      COMMAND ${CMAKE_COMMAND} -E echo "SKIPPED: there is no Python at ${arg_PYTHON}")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS "${arg_LABEL}" SKIP_RETURN_CODE 77
    SKIP_REGULAR_EXPRESSION "^SKIPPED: there is no Python"
    ENVIRONMENT "${arg_ENVIRONMENT};PYTHONDONTWRITEBYTECODE=1")
  if(arg_PROCESSORS)
    set_tests_properties(${name} PROPERTIES PROCESSORS ${arg_PROCESSORS})
  endif()
  if(arg_LOCK)
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK ${arg_LOCK})
  endif()
endfunction()
