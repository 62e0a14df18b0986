#include "earmark/command_line/failure.h"

#include <exception>
#include <new>
#include <string>
#include <system_error>

#include "earmark/base/errors.h"
#include "earmark/command_line/console.h"
#include "earmark/command_line/interrupt.h"
#include "earmark/command_line/usage.h"
#include "earmark/process/error_text.h"

namespace earmark::cli {

ExitCode report_failure(Console& console) {
  try {
    throw;
  } catch (const ClosedPipe&) {
    return ExitCode::kClosedPipe;
  } catch (const Interrupted&) {
    console.status("");
    return ExitCode::kInterrupted;
  } catch (const UsageError& error) {
    print_error(console, error.what());
    return ExitCode::kWrongUsage;
  } catch (const BundleError& error) {
    print_error(console, error.what());
    return ExitCode::kWrongUsage;
  } catch (const TableError& error) {
    print_error(console, error.what());
    return ExitCode::kWrongUsage;
  } catch (const DataError& error) {
    print_error(console, error.what());
    return ExitCode::kSomeInputFailed;
  } catch (const std::system_error& error) {
    print_error(console, error_text(error));
    return ExitCode::kSomeInputFailed;
  } catch (const std::bad_alloc&) {
    print_error(console, "there is not enough memory");
    return ExitCode::kSomeInputFailed;
  } catch (const std::exception& error) {
    print_error(console,
                "this is a defect of " + console.program() + ", please report it: " + error.what());
    return ExitCode::kDefect;
  }
}

}  // namespace earmark::cli
