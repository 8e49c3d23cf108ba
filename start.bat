@echo off
rem What `make lab` does, for Windows: an environment in .venv, then JupyterLab.
rem Works in cmd and in PowerShell (.\start.bat), with any Python from 3.11.
setlocal
cd /d "%~dp0"
if not exist .venv\Scripts\python.exe (
  where py >nul 2>nul && (py -3 -m venv .venv) || (python -m venv .venv)
)
if not exist .venv\Scripts\python.exe (
  echo Python was not found. Install Python 3.11 or newer from python.org and start this again.
  exit /b 1
)
.venv\Scripts\python -c "import sys; sys.exit(sys.version_info < (3, 11))" || (
  echo This Python is older than 3.11. Install a newer one, delete the folder .venv, and start this again.
  exit /b 1
)
.venv\Scripts\python tools\install.py || exit /b 1
.venv\Scripts\companion lab my-notebooks %*
