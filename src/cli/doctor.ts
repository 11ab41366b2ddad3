import { checkList, checkListJson } from './doctor/check-list.ts'
import { parseDoctorArguments, usage } from './doctor/doctor-arguments.ts'
import { examine } from './doctor/examine.ts'
import { examineDeployment } from './doctor/examine-deployment.ts'
import { hasFault } from './doctor/finding.ts'
import { projectRoot } from './project-root.ts'
import { tellUsage } from './tell-usage.ts'

const request = parseDoctorArguments(process.argv.slice(2))

if (!tellUsage(request, usage)) {
  const sections =
    request.kind === 'local' ? await examine(projectRoot) : await examineDeployment(request.url)
  console.log(request.asJson ? checkListJson(sections) : checkList(sections))
  process.exitCode = hasFault(sections) ? 1 : 0
}
