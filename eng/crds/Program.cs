using LoadOperator.Model.Schema.Crd;
using LoadOperator.Model.Schema.OpenApi;

if (args is not [var crds, var chart, var docs])
{
    await Console.Error.WriteLineAsync("usage: crds CRD-FOLDER CHART-FOLDER REFERENCE-FILE");
    return 64;
}

// The chart has a copy: it is installed without this repository.
foreach (var folder in new[] { crds, Path.Join(chart, "files") })
{
    Directory.CreateDirectory(folder);
    foreach (var crd in CrdFiles.All) await File.WriteAllTextAsync(Path.Join(folder, CrdFiles.FileName(crd)), CrdFiles.Crd(crd));
}

await File.WriteAllTextAsync(docs, CrdFiles.Reference());
await File.WriteAllTextAsync(Path.Join(Path.GetDirectoryName(docs), ContractDocument.FileName), ContractDocument.Create());
return 0;
