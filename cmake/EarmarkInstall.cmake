# The package that find_package(earmark) finds.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/earmark)
install(EXPORT earmark-targets NAMESPACE earmark:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/earmark-config.cmake.in
  ${PROJECT_BINARY_DIR}/earmark-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/earmark-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/earmark-config.cmake
              ${PROJECT_BINARY_DIR}/earmark-config-version.cmake DESTINATION ${package_dir})

# What the program needs beside itself: the shipped bundle, and of OpenVINO the runtime, the ONNX
# front end and the CPU plug-in, found through $ORIGIN so that the prefix can be moved.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/models DESTINATION share/earmark)
file(GLOB openvino_files ${EARMARK_DEPS_DIR}/openvino/openvino/libs/libopenvino.so.*
  ${EARMARK_DEPS_DIR}/openvino/openvino/libs/libopenvino_onnx_frontend.so.*
  ${EARMARK_DEPS_DIR}/openvino/openvino/libs/libopenvino_*_cpu_plugin.so
  ${EARMARK_DEPS_DIR}/openvino/openvino/libs/libtbb.so.*)
file(GLOB openvino_licences ${EARMARK_DEPS_DIR}/openvino/openvino-*.dist-info/licenses)
install(PROGRAMS ${openvino_files} DESTINATION lib/earmark)
install(DIRECTORY ${openvino_licences} DESTINATION share/doc/earmark/openvino)
