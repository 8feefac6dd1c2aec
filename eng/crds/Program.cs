using LoadOperator.Model.Schema.Crd;

if (args is not [var crds, var docs])
{
    await Console.Error.WriteLineAsync("usage: crds CRD-FOLDER REFERENCE-FILE");
    return 64;
}

var crd = CampaignCrd.Create();
Directory.CreateDirectory(crds);
await File.WriteAllTextAsync(Path.Join(crds, CrdFiles.FileName), CrdFiles.Crd(crd));
await File.WriteAllTextAsync(docs, CrdFiles.Reference(crd));
return 0;
