include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/earmark)
install(EXPORT earmark-targets NAMESPACE earmark:: DESTINATION ${package_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/earmark-config.cmake.in
  ${PROJECT_BINARY_DIR}/earmark-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/earmark-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/earmark-config.cmake
              ${PROJECT_BINARY_DIR}/earmark-config-version.cmake DESTINATION ${package_dir})
